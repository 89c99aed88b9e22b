package dev.sluice.server.room;

/**
 * By which names a join is found in logs and traces; a text is empty where there is none.
 *
 * @param session of the session, no secret
 * @param traceId 32 hexadecimal digits, W3C Trace Context
 * @param spanId 16 hexadecimal digits: the span of the join
 * @param sampled whether the trace is recorded
 */
public record JoinIds(String session, String traceId, String spanId, boolean sampled) {

  /** No names. */
  public static final JoinIds NONE = new JoinIds("", "", "", false);

  /** Of a session that is not traced. */
  public static JoinIds untraced(String session) {
    return new JoinIds(session, "", "", false);
  }

  public boolean traced() {
    return !traceId.isEmpty();
  }

  /** The value of a {@code traceparent} header that names the join as parent; when traced. */
  public String traceparent() {
    return "00-" + traceId + '-' + spanId + (sampled ? "-01" : "-00");
  }
}
