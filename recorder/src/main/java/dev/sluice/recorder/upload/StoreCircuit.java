package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Keeps all uploads from a store that fails: one failure stops everything for a while, then one
 * request is let through to see. That one decides whether all go on or wait longer. So a store that
 * is down is asked once per wait, however many files there are.
 *
 * <pre>
 * CLOSED ──failure──► OPEN ──time──► PROBING ──success──► CLOSED
 *                      ▲                └─────failure──► OPEN, longer
 * </pre>
 *
 * <p>What was begun before it opened says nothing new, and is not counted. Knows no clock; not
 * thread-safe.
 */
final class StoreCircuit {

  private enum State {
    CLOSED,
    OPEN,
    PROBING
  }

  private final RetryPolicy policy;
  private final RandomGenerator random;
  private State state = State.CLOSED;
  private UploadFailure failure = UploadFailure.TRANSIENT;
  private int failures;
  private int untrue;
  private long generation;
  private long opensNanos;
  private long delayNanos;
  private boolean told;

  StoreCircuit(RetryPolicy policy, RandomGenerator random) {
    this.policy = policy;
    this.random = random;
  }

  /** Whether a request may be made now. */
  boolean mayBegin(long nowNanos) {
    return switch (state) {
      case CLOSED -> true;
      case OPEN -> nowNanos - opensNanos >= 0;
      case PROBING -> false;
    };
  }

  /** Whether the next request is the one that decides. */
  boolean isProbe() {
    return state != State.CLOSED;
  }

  /**
   * A request is made.
   *
   * @return a mark to give with its result
   */
  long begin() {
    if (state == State.OPEN) {
      state = State.PROBING;
    }
    return generation;
  }

  /** When the next request may be made; only while none may and none is on its way. */
  Optional<Long> opensAtNanos() {
    return state == State.OPEN ? Optional.of(opensNanos) : Optional.empty();
  }

  /** Why nothing is sent. */
  Optional<UploadFailure> pausedBy() {
    return state == State.CLOSED ? Optional.empty() : Optional.of(failure);
  }

  int failures() {
    return failures;
  }

  /** How long it stays open since the last failure. */
  long delayNanos() {
    return delayNanos;
  }

  /**
   * The store failed.
   *
   * @return whether that says something new of it: a request from before does not
   */
  boolean failed(long mark, UploadFailure kind, long nowNanos) {
    if (mark != generation) {
      return false;
    }
    failures = state == State.PROBING ? failures + 1 : 1;
    told &= state == State.PROBING && kind == failure;
    open(kind, failures, nowNanos);
    return true;
  }

  /**
   * Whether people should hear of the last failure: of each that passes, but only once of what they
   * must mend.
   */
  boolean isNews() {
    boolean lasting = failure == UploadFailure.REFUSED || failure == UploadFailure.MISCONFIGURED;
    return !(lasting && told);
  }

  /** They have heard of it. */
  void told() {
    told = true;
  }

  /** The store answered as it should. */
  void succeeded(long mark) {
    if (mark == generation) {
      state = State.CLOSED;
      failures = 0;
    }
  }

  /** The store has not got what it took: that does not count as answering. */
  void untrue(long nowNanos) {
    untrue++;
    open(UploadFailure.UNTRUE, untrue, nowNanos);
  }

  /** A whole file is in the store. */
  void verified() {
    untrue = 0;
  }

  /** The request was not made after all. */
  void undecided(long mark) {
    if (mark == generation && state == State.PROBING) {
      state = State.OPEN;
    }
  }

  private void open(UploadFailure kind, int inARow, long nowNanos) {
    state = State.OPEN;
    failure = kind;
    generation++;
    delayNanos = policy.delayNanos(kind, inARow, random);
    opensNanos = nowNanos + delayNanos;
  }
}
