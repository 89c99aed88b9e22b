package dev.sluice.server.stun;

import dev.sluice.server.bytes.BigEndian;
import java.util.Arrays;

/**
 * One request of ours over UDP: when to send it again, when to give up, and which message is its
 * response. RFC 8489 section 6.2.1.
 *
 * <pre>
 *   0     RTO    3 RTO        7 RTO                … last request       + Rm·RTO
 *   send  send   send         send                   send                 TIMED_OUT
 * </pre>
 *
 * The caller sends {@link #request()} whenever {@link #poll} says so, and asks again at {@link
 * #nextNanos()} at the latest. Not thread-safe.
 */
public final class StunTransaction {

  private static final int CLASS_MASK = 0x0110;
  private static final int SUCCESS_CLASS = 0x0100;

  /** How far a transaction is. */
  public enum State {
    WAITING,
    ANSWERED,
    TIMED_OUT
  }

  /**
   * How patient a transaction is.
   *
   * @param rtoNanos between the first request and the second; doubles each time
   * @param requests how many are sent (Rc)
   * @param lastWait how many times {@code rtoNanos} are waited after the last (Rm)
   */
  public record Schedule(long rtoNanos, int requests, int lastWait) {

    private static final long RTO_NANOS = 500_000_000L;

    /** What the RFC proposes; gives up after 39.5 seconds. */
    public static final Schedule RFC_8489 = new Schedule(RTO_NANOS, 7, 16);

    /** For somebody who waits for the result; gives up after 5.5 seconds. */
    public static final Schedule BRIEF = new Schedule(RTO_NANOS, 4, 4);

    /** Rejects what is not positive with {@link IllegalArgumentException}. */
    public Schedule {
      if (rtoNanos <= 0 || requests < 1 || lastWait < 1) {
        throw new IllegalArgumentException("a schedule has positive times and counts");
      }
    }
  }

  private final byte[] request;
  private final Schedule schedule;
  private State state = State.WAITING;
  private int sent;
  private long intervalNanos;
  private long nextNanos;

  /**
   * @param request a whole STUN message; not copied, not to be changed
   * @param nowNanos when the first request is due
   */
  public StunTransaction(byte[] request, Schedule schedule, long nowNanos) {
    this.request = request;
    this.schedule = schedule;
    this.intervalNanos = schedule.rtoNanos();
    this.nextNanos = nowNanos;
  }

  /** What to send; always the same bytes. */
  public byte[] request() {
    return request;
  }

  public State state() {
    return state;
  }

  /** When {@link #poll} has something to do next; of no meaning once the transaction is over. */
  public long nextNanos() {
    return nextNanos;
  }

  /** True when the request is to be sent now. Gives up when it is time to. */
  public boolean poll(long nowNanos) {
    if (state != State.WAITING || nowNanos - nextNanos < 0) {
      return false;
    }
    if (sent == schedule.requests()) {
      state = State.TIMED_OUT;
      return false;
    }
    sent++;
    if (sent == schedule.requests()) {
      nextNanos = nowNanos + schedule.lastWait() * schedule.rtoNanos();
    } else {
      nextNanos = nowNanos + intervalNanos;
      intervalNanos *= 2;
    }
    return true;
  }

  /**
   * Ends the transaction when {@code message} is its success or error response: same method and
   * same transaction id. Anything else is ignored.
   */
  public boolean accept(StunMessage message) {
    if (state != State.WAITING || !isResponse(message)) {
      return false;
    }
    state = State.ANSWERED;
    return true;
  }

  private boolean isResponse(StunMessage message) {
    int type = message.type();
    int at = message.transactionIdOffset();
    return (type & SUCCESS_CLASS) != 0
        && (type & ~CLASS_MASK) == BigEndian.u16(request, 0)
        && Arrays.equals(
            message.buffer(),
            at,
            at + StunMessage.TRANSACTION_ID_LENGTH,
            request,
            StunMessage.TRANSACTION_ID_OFFSET,
            StunMessage.HEADER_LENGTH);
  }
}
