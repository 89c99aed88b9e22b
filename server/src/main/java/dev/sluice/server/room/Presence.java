package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Lifeline;

/**
 * Whether what keeps a participant in the room is there, and since when not.
 *
 * <pre>
 *               media up            lifeline lost
 *  CONNECTING ───────────► PRESENT ◄──────────────► LOST
 *      └── media ended ──► ENDED ◄── media ended ────┘     (from PRESENT too)
 * </pre>
 *
 * Who lives by its signaling begins PRESENT, and its media change nothing; who lives by its media
 * begins CONNECTING. Owned by the room's loop.
 */
final class Presence {

  private enum State {
    CONNECTING,
    PRESENT,
    LOST,
    ENDED
  }

  private final Lifeline lifeline;
  private State state;
  private long sinceNanos;
  private LeaveReason end;

  Presence(Lifeline lifeline, long nowNanos) {
    this.lifeline = lifeline;
    this.state = lifeline == Lifeline.MEDIA ? State.CONNECTING : State.PRESENT;
    this.sinceNanos = nowNanos;
  }

  /** False while only a grace time keeps the participant in the room. */
  boolean intact() {
    return state == State.CONNECTING || state == State.PRESENT;
  }

  // ---- signaling

  boolean signalingConnected() {
    return lifeline == Lifeline.SIGNALING && state == State.PRESENT;
  }

  /** False when that is no news, or of no importance. */
  boolean signalingLost(long nowNanos) {
    return lifeline == Lifeline.SIGNALING && move(State.PRESENT, State.LOST, nowNanos);
  }

  /** True when it was lost. */
  boolean signalingBack(long nowNanos) {
    return lifeline == Lifeline.SIGNALING && move(State.LOST, State.PRESENT, nowNanos);
  }

  // ---- media

  /** The transport is another one, which has not connected yet. */
  void mediaRenewed(long nowNanos) {
    if (lifeline == Lifeline.MEDIA) {
      state = State.CONNECTING;
      sinceNanos = nowNanos;
    }
  }

  /** True when an interruption is over. */
  boolean mediaUp(long nowNanos) {
    if (lifeline != Lifeline.MEDIA || move(State.CONNECTING, State.PRESENT, nowNanos)) {
      return false;
    }
    return move(State.LOST, State.PRESENT, nowNanos);
  }

  /** True when the media were up. */
  boolean mediaLost(long nowNanos) {
    return lifeline == Lifeline.MEDIA && move(State.PRESENT, State.LOST, nowNanos);
  }

  /** The transport will not work any more. */
  void mediaFailed() {
    end(state == State.CONNECTING ? LeaveReason.NEVER_CONNECTED : LeaveReason.MEDIA_LOST);
  }

  /** The peer said goodbye on its transport. */
  void mediaClosed() {
    end(LeaveReason.LEFT);
  }

  private void end(LeaveReason reason) {
    if (lifeline == Lifeline.MEDIA && state != State.ENDED) {
      state = State.ENDED;
      end = reason;
    }
  }

  private boolean move(State from, State to, long nowNanos) {
    if (state != from) {
      return false;
    }
    state = to;
    sinceNanos = nowNanos;
    return true;
  }

  // ---- time

  /** Why the participant must go now; null while it may stay. */
  LeaveReason overdueOrNull(long nowNanos, RoomOptions options) {
    long elapsed = nowNanos - sinceNanos;
    return switch (state) {
      case PRESENT -> null;
      case CONNECTING ->
          elapsed >= options.connectTimeoutNanos() ? LeaveReason.NEVER_CONNECTED : null;
      case LOST -> lostTooLong(elapsed, options);
      case ENDED -> end;
    };
  }

  private LeaveReason lostTooLong(long elapsedNanos, RoomOptions options) {
    if (lifeline == Lifeline.SIGNALING) {
      return elapsedNanos >= options.resumeGraceNanos() ? LeaveReason.SIGNALING_LOST : null;
    }
    return elapsedNanos >= options.mediaGraceNanos() ? LeaveReason.MEDIA_LOST : null;
  }
}
