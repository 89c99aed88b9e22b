package dev.sluice.server.room;

import dev.sluice.server.room.NackResponder.Source;
import dev.sluice.server.room.forwarding.GopReplay;
import dev.sluice.server.room.forwarding.RescueLimiter;
import dev.sluice.server.stream.HistoryPacket;

/**
 * Replays an encoding's cached keyframe, and what followed it, into one slot. It says when that is
 * right: where nothing better is to be had, and not too often for a viewer who loses packets. At
 * which pace is the matter of {@link GopReplay}.
 *
 * <p>Owned by the room's loop.
 */
final class SlotReplay {

  /** Who is shown what is replayed. */
  interface Listener {

    /** {@code first} is the next packet, and a keyframe: the slot goes on with this source. */
    void onReplayedSource(Source source, HistoryPacket first, long captureNanos);
  }

  private final SlotStream stream;
  private final Listener listener;
  private final GopReplay replay = new GopReplay();
  private final RescueLimiter rescues = new RescueLimiter();
  private Source source;

  SlotReplay(SlotStream stream, Listener listener) {
    this.stream = stream;
    this.listener = listener;
  }

  /** Whether a replay is to be had that is better than to wait for what is shown to go on. */
  boolean offers(PublishedEncoding encoding, long nowNanos) {
    return encoding.offersReplay(nowNanos) && replay.promises(encoding.gop());
  }

  /** The same for a slot that shows nothing: a keyframe that has just come will do as well. */
  boolean offersStart(PublishedEncoding encoding, long nowNanos) {
    boolean offered = encoding.offersReplay(nowNanos) || encoding.hasFreshKeyframe(nowNanos);
    return offered && replay.promises(encoding.gop());
  }

  /** True when the last replay lies some seconds back. */
  boolean settled(long nowNanos) {
    return rescues.settled(nowNanos);
  }

  /** The viewer misses packets. */
  void onLoss(long nowNanos) {
    rescues.onLoss(nowNanos);
  }

  /** Whether a viewer that asks for a keyframe is to see a replay; it counts as begun then. */
  boolean rescues(PublishedEncoding encoding, long nowNanos) {
    return offers(encoding, nowNanos) && rescues.rescue(nowNanos);
  }

  /**
   * Begins with the cached keyframe; {@link #write} is to follow.
   *
   * @param bitrateBps how much the encoding brings
   */
  void begin(Source next, long bitrateBps, long nowNanos) {
    source = next;
    rescues.onReplay(nowNanos);
    replay.begin(
        next.encoding().gop(),
        next.encoding().receiver().timeline(),
        bitrateBps,
        stream.earliestContinuationNanos(),
        nowNanos);
  }

  boolean active() {
    return replay.active();
  }

  /**
   * Writes what may leave now. Ends when the present is reached.
   *
   * @return false when a packet is missing for good, so that the next keyframe has to be waited for
   */
  boolean write(long nowNanos) {
    replay.refill(nowNanos);
    HistoryPacket packet = replay.next(nowNanos);
    while (packet != null) {
      if (replay.startsSource()) {
        listener.onReplayedSource(source, packet, replay.captureNanos());
      } else if (replay.startsFrame()) {
        stream.restamp(packet, replay.captureNanos());
      }
      stream.write(packet, replay.captureNanos());
      packet = replay.next(nowNanos);
    }
    if (replay.broken()) {
      return false;
    }
    if (replay.caughtUp()) {
      end();
    }
    return true;
  }

  void end() {
    replay.end();
    source = null;
  }

  /** Ends, and remembers nothing of what was replayed. */
  void forget() {
    replay.forget();
    source = null;
  }
}
