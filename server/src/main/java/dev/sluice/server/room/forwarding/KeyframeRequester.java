package dev.sluice.server.room.forwarding;

/**
 * Asks one encoding's publisher for keyframes, however many subscribers need one. One request
 * serves all who ask while it is under way; requests are at least 200 ms apart; one that is not
 * answered within a second is repeated. Publishers that never answer (OBS and FFmpeg ignore PLI)
 * are asked ever more rarely; their keyframes come when their encoder pleases.
 *
 * <p>Whether a publisher answers is found out, not configured: by the requests of viewers, and when
 * none of them asks, by one {@linkplain #probe probe}. A keyframe that follows a request may also
 * be one that was due anyhow. So an answer counts as proof when it is prompt and either the former
 * keyframe was still fresh at the time of the request, or the answer before it was prompt as well.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop.
 */
public final class KeyframeRequester {

  private static final long MILLISECOND = 1_000_000L;
  private static final long MIN_INTERVAL_NANOS = 200 * MILLISECOND;
  private static final long RETRY_NANOS = 1_000 * MILLISECOND;
  private static final long MAX_RETRY_NANOS = 8_000 * MILLISECOND;

  /** A keyframe this soon after a request counts as its answer. */
  private static final long ANSWER_NANOS = 1_000 * MILLISECOND;

  /** So soon comes the answer of an encoder that was told, after a round trip of 400 ms. */
  private static final long PROMPT_NANOS = 500 * MILLISECOND;

  /** The probe comes when the next keyframe of its own is not due, with any usual interval. */
  private static final long PROBE_AFTER_NANOS = 1_000 * MILLISECOND;

  private static final long FRESH_NANOS = 1_500 * MILLISECOND;
  private static final int MAX_PROBES = 3;
  private static final int PROOF = 2;

  /** Requests without an answer after which the publisher counts as unresponsive. */
  private static final int PATIENCE = 3;

  private boolean wanted;
  private boolean underWay;
  private boolean everRequested;
  private long lastRequestNanos;
  private int unansweredInARow;

  private boolean keyframeSeen;
  private long lastKeyframeNanos;
  private boolean askedWhileFresh;
  private int evidence;
  private int probes;

  private long requested;
  private long answered;

  /**
   * Somebody needs a keyframe.
   *
   * @return true when a PLI must be sent now; otherwise one is under way, or {@link #due} will say
   *     when
   */
  public boolean request(long nowNanos) {
    wanted = true;
    return due(nowNanos);
  }

  /** True when a PLI must be sent now: a request waited for its time, or was not answered. */
  public boolean due(long nowNanos) {
    if (!wanted) {
      return false;
    }
    if (everRequested) {
      long pause = underWay ? retryNanos() : MIN_INTERVAL_NANOS;
      if (nowNanos - lastRequestNanos < pause) {
        return false;
      }
      if (underWay) {
        unansweredInARow++;
        evidence = 0;
      }
    }
    askedWhileFresh = keyframeSeen && nowNanos - lastKeyframeNanos <= FRESH_NANOS;
    everRequested = true;
    underWay = true;
    lastRequestNanos = nowNanos;
    requested++;
    return true;
  }

  private long retryNanos() {
    int excess = Math.max(0, unansweredInARow - PATIENCE + 1);
    return Math.min(MAX_RETRY_NANOS, RETRY_NANOS << Math.min(excess, 3));
  }

  /**
   * Finds out whether the publisher answers, if nobody's need has shown it yet.
   *
   * @return true when a PLI must be sent now
   */
  public boolean probe(long nowNanos) {
    if (wanted
        || !keyframeSeen
        || probes == MAX_PROBES
        || answersPromptly()
        || !responsive()
        || nowNanos - lastKeyframeNanos < PROBE_AFTER_NANOS
        || nowNanos - lastKeyframeNanos > FRESH_NANOS) {
      return false;
    }
    probes++;
    return request(nowNanos);
  }

  /** A keyframe of the encoding began. */
  public void onKeyframe(long nowNanos) {
    if (underWay && nowNanos - lastRequestNanos <= ANSWER_NANOS) {
      answered++;
      unansweredInARow = 0;
      boolean prompt = nowNanos - lastRequestNanos <= PROMPT_NANOS;
      evidence = prompt ? evidence + (askedWhileFresh ? PROOF : 1) : 0;
    }
    wanted = false;
    underWay = false;
    keyframeSeen = true;
    lastKeyframeNanos = nowNanos;
  }

  /** True when it is proven that a request brings a keyframe at once. */
  public boolean answersPromptly() {
    return evidence >= PROOF;
  }

  /** True when a request is under way for longer than a prompt answer would take. */
  public boolean overdue(long nowNanos) {
    return underWay && nowNanos - lastRequestNanos > PROMPT_NANOS;
  }

  /** True while a keyframe is needed and has not come. */
  public boolean waiting() {
    return wanted;
  }

  /** False when several requests in a row have had no answer. */
  public boolean responsive() {
    return unansweredInARow < PATIENCE;
  }

  /** PLIs asked to be sent so far. */
  public long requested() {
    return requested;
  }

  /** Those that a keyframe followed within a second. */
  public long answered() {
    return answered;
  }
}
