package dev.sluice.server.room;

import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.transport.MediaReceiver;
import java.util.concurrent.TimeUnit;

/**
 * How far a newcomer's join has come since the room took it in: tells each stage once, and the end.
 * A join is over when nothing more can be expected, when the newcomer goes, or after a while: what
 * comes later is not about the join any more.
 *
 * <p>Owned by the room's loop. On the packet path it costs a comparison.
 */
final class JoinProgress {

  /** Of somebody whose join nobody watches, or whose join has not begun. */
  static final JoinProgress NONE = new JoinProgress(JoinListener.NONE, 0, 0, 0);

  /** How long media may take to flow, connected or not. */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final int CONNECTING = JoinStage.ICE.bit() | JoinStage.DTLS.bit();

  private final JoinListener listener;
  private final long untilNanos;

  /** The stages that are still to come; none once the join is over. */
  private int awaited;

  private long lastNanos;
  private boolean over;

  private JoinProgress(JoinListener listener, int awaited, long nowNanos, long untilNanos) {
    this.listener = listener;
    this.awaited = awaited;
    this.lastNanos = nowNanos;
    this.untilNanos = untilNanos;
  }

  /**
   * The room has taken {@code who} in. A participant publishes at once or a little later, if it has
   * sections to do so.
   *
   * @param connectTimeoutNanos how long it may take to connect
   */
  static JoinProgress admitted(
      JoinListener listener, Participant who, long connectTimeoutNanos, long nowNanos) {
    if (listener == JoinListener.NONE) {
      return NONE;
    }
    int stages = CONNECTING;
    if (who.role() != Membership.Role.VIEWER) {
      for (MediaReceiver section : who.transport().receivers()) {
        stages |= JoinStage.FIRST_PACKET_IN.bit() | JoinStage.FIRST_PACKET_TO_VIEWER.bit();
        boolean video = section.parameters().kind() == MediaKind.VIDEO;
        stages |= video ? JoinStage.FIRST_KEYFRAME_IN.bit() : 0;
      }
    }
    for (Subscription slot : who.slots()) {
      stages |= JoinStage.FIRST_PACKET_OUT.bit();
      stages |= slot.kind() == MediaKind.VIDEO ? JoinStage.FIRST_KEYFRAME_OUT.bit() : 0;
    }
    listener.onStage(JoinStage.ADMITTED, nowNanos);
    long untilNanos = nowNanos + connectTimeoutNanos + WINDOW_NANOS;
    return new JoinProgress(listener, stages, nowNanos, untilNanos);
  }

  /** By which names the join is found in logs and traces. */
  JoinIds ids() {
    return listener.ids();
  }

  /** A stage is there, for the first time or again. */
  void reach(JoinStage stage, long nowNanos) {
    if ((awaited & stage.bit()) != 0) {
      awaited &= ~stage.bit();
      // a packet that waited for the keys came before them, but counts from then on
      lastNanos = Math.max(lastNanos, nowNanos);
      listener.onStage(stage, lastNanos);
      if (awaited == 0) {
        end(JoinOutcome.CONNECTED, "", lastNanos);
      }
    }
  }

  /** The transport will not work any more. */
  void transportFailed(String why, long nowNanos) {
    if (awaits(JoinStage.ICE)) {
      end(JoinOutcome.ICE_FAILED, why, nowNanos);
    } else if (awaits(JoinStage.DTLS)) {
      end(JoinOutcome.DTLS_FAILED, why, nowNanos);
    } else {
      end(JoinOutcome.CONNECTED, why, nowNanos);
    }
  }

  /** Something of ours failed, and the newcomer's transport with it. */
  void fault() {
    end(JoinOutcome.FAULT, "internal error", lastNanos);
  }

  /** The newcomer is in the room no longer. */
  void left(LeaveReason reason, long nowNanos) {
    JoinOutcome unconnected =
        reason == LeaveReason.NEVER_CONNECTED ? JoinOutcome.NEVER_CONNECTED : JoinOutcome.ABANDONED;
    end(connecting() ? unconnected : JoinOutcome.CONNECTED, reason.wireName(), nowNanos);
  }

  /** To be called once a second. */
  void onSecond(long nowNanos) {
    if (awaited != 0 && nowNanos - untilNanos >= 0) {
      end(connecting() ? JoinOutcome.NEVER_CONNECTED : JoinOutcome.CONNECTED, "", nowNanos);
    }
  }

  private boolean connecting() {
    return (awaited & CONNECTING) != 0;
  }

  private boolean awaits(JoinStage stage) {
    return (awaited & stage.bit()) != 0;
  }

  private void end(JoinOutcome outcome, String detail, long nowNanos) {
    if (listener != JoinListener.NONE && !over) {
      over = true;
      awaited = 0;
      listener.onEnd(outcome, detail, Math.max(lastNanos, nowNanos));
    }
  }
}
