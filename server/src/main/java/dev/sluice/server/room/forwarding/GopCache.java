package dev.sluice.server.room.forwarding;

import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.PacketHistory;

/**
 * Keeps an encoding's packets from its last keyframe on, so that a viewer can start without a new
 * one: OBS and FFmpeg ignore requests, and their next keyframe may be ten seconds away.
 *
 * <p>The packets are in memory once: they are the encoding's {@link PacketHistory}, which this
 * class lets grow while a group of pictures is longer than it, and takes back when the publisher
 * turns out to answer requests. What it remembers is where the keyframe begins.
 *
 * <p>A group of pictures that outgrows every bound is given up until the next keyframe, and a
 * little later its memory; the history grows again when one has been seen to stay within them.
 * Steady traffic therefore allocates nothing, whatever the publisher's keyframes do.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop.
 */
public final class GopCache {

  /** Ten seconds of 6 Mbit/s are 6,500 packets of 1,200 bytes. */
  static final int MAX_PACKETS = 8192;

  /** Ten seconds of 6 Mbit/s are 7.5 MB; a third more for a scene that is hard to encode. */
  static final long MAX_BYTES = 10_000_000;

  /** OBS makes a keyframe every 250 frames by default: 12.5 s at 20 frames per second. */
  static final long MAX_NANOS = 15_000_000_000L;

  /** Replays that are under way when the cache is given up are to come to their end. */
  private static final long LONGEST_REPLAY_NANOS = 10_000_000_000L;

  /** The history grows this many packets before it must: they may come in one burst. */
  private static final int MARGIN = 64;

  private final PacketHistory history;
  private final HistoryBudget budget;
  private final int smallest;

  /** Whether the packets from {@link #start} on are all that came. */
  private boolean complete;

  private boolean started;
  private long start;
  private long startTimestamp;
  private long startNanos;
  private long bytes;
  private long newestSequence;
  private long newestTimestamp;
  private long newestArrivalNanos;

  private boolean needed = true;
  private boolean tooLong;
  private long tooLongNanos;
  private boolean mayGrow = true;

  /**
   * @param history of the encoding; its present capacity is the least it keeps
   */
  public GopCache(PacketHistory history, HistoryBudget budget) {
    this.history = history;
    this.budget = budget;
    this.smallest = history.capacity();
  }

  /** Notes a packet that the history has taken, its keyframe flag set. */
  public void onPacket(HistoryPacket packet) {
    if (packet.keyframeStart()) {
      onKeyframeStart(packet);
    }
    newestSequence = Math.max(newestSequence, packet.extendedSequence());
    if (packet.extendedTimestamp() > newestTimestamp) {
      newestTimestamp = packet.extendedTimestamp();
      newestArrivalNanos = packet.arrivalNanos();
    }
    if (!started) {
      return;
    }
    bytes += packet.payloadLength();
    long packets = newestSequence - start + 1;
    if (packets > MAX_PACKETS - MARGIN
        || bytes > MAX_BYTES
        || packet.arrivalNanos() - startNanos > MAX_NANOS) {
      giveUp(packet.arrivalNanos());
    } else if (packets > history.capacity() - MARGIN && complete) {
      grow(packets);
    }
  }

  /**
   * A keyframe begins, or one packet of it comes after later ones: parameter sets travel in packets
   * of their own, which may be lost and repaired.
   */
  private void onKeyframeStart(HistoryPacket packet) {
    if (started && packet.extendedTimestamp() == startTimestamp) {
      start = Math.min(start, packet.extendedSequence());
    } else if (!started || packet.extendedTimestamp() > startTimestamp) {
      mayGrow = !tooLong;
      if (tooLong) {
        tooLong = false;
        shrink();
      }
      started = true;
      complete = true;
      start = packet.extendedSequence();
      startTimestamp = packet.extendedTimestamp();
      startNanos = packet.arrivalNanos();
      bytes = 0;
    }
  }

  private void giveUp(long nowNanos) {
    if (!tooLong) {
      tooLong = true;
      tooLongNanos = nowNanos;
      forget();
    } else if (nowNanos - tooLongNanos > LONGEST_REPLAY_NANOS) {
      shrink();
    }
  }

  private void grow(long packets) {
    int capacity = history.capacity();
    if (packets > capacity) {
      forget(); // the newest packet stands where the first was
    } else if (needed && mayGrow && budget.take((long) capacity * history.slotBytes())) {
      history.resize(2 * capacity);
    }
  }

  private void shrink() {
    int excess = history.capacity() - smallest;
    if (excess > 0) {
      budget.give((long) excess * history.slotBytes());
      history.resize(smallest);
    }
  }

  /** Whether more than the ordinary history is worth keeping: not of a publisher that answers. */
  public void keep(boolean nowNeeded) {
    needed = nowNeeded;
    if (!needed && history.capacity() > smallest) {
      shrink();
      complete = complete && newestSequence - start < smallest;
    }
  }

  /** What came until now is not to be replayed; the next keyframe begins anew. */
  public void forget() {
    complete = false;
  }

  /** The encoding is gone. */
  public void close() {
    forget();
    shrink();
  }

  /** True when there is a keyframe from which a viewer can start. */
  public boolean available() {
    return complete;
  }

  /** How long ago the keyframe came; meaningless without {@link #available}. */
  public long ageNanos(long nowNanos) {
    return nowNanos - startNanos;
  }

  /** The sequence number of the keyframe's first packet; meaningless without {@link #available}. */
  long start() {
    return start;
  }

  /** The highest sequence number received. */
  long newestSequence() {
    return newestSequence;
  }

  /** The timestamp of the newest frame. */
  long newestTimestamp() {
    return newestTimestamp;
  }

  /** When the newest frame began to arrive. */
  long newestArrivalNanos() {
    return newestArrivalNanos;
  }

  /** The packet with this number, or null when it is missing. */
  HistoryPacket packet(long extendedSequence) {
    return history.get(extendedSequence);
  }

  /** How many packets the history keeps now. */
  int capacity() {
    return history.capacity();
  }
}
