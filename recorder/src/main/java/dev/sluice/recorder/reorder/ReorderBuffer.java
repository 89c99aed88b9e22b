package dev.sluice.recorder.reorder;

/**
 * Puts the packets of one source into order, and waits some time for those that are missing: a
 * recorder can be more patient than a viewer. Packets in order go straight through and are not
 * copied; what comes behind a missing packet waits in places of a {@link PacketPool}, so that
 * nothing is allocated in steady state.
 *
 * <p>A missing packet is given up when the patience is over, or when what waits behind it is more
 * than the {@link ReorderLimits} allow. Of a jump forwards beyond the limits all numbers in between
 * count as one loss. Packets that come after they were given up, and copies, are counted and
 * dropped; but when {@value #NEW_LINE_AFTER} packets in a row come from far behind, in ascending
 * order, the sender has begun anew, and so does this.
 *
 * <p>Time is what the caller says it is: arrivals of packets and {@link #onTick} must be of one
 * clock. Not thread-safe; the listener must not call back.
 */
public final class ReorderBuffer {

  /** So many packets from far behind make a new line of numbers. */
  static final int NEW_LINE_AFTER = 8;

  /** Takes packets in ascending order of their numbers, and the losses between them. */
  public interface Listener {

    /** The payload data[offset, offset+length) is valid during the call. */
    void onPacket(
        long extendedSequence,
        long extendedTimestamp,
        long arrivalNanos,
        boolean marker,
        byte[] data,
        int offset,
        int length);

    /** The packets {@code first} to {@code first + count - 1} will not come; count is positive. */
    void onLoss(long first, long count);
  }

  private final ReorderLimits limits;
  private final PacketPool pool;
  private final Listener listener;
  private final WaitingPackets waiting = new WaitingPackets();
  private final SeenSequences seen;

  private boolean started;
  private long next;

  /** Since when {@link #next} is known to be missing; meaningful while packets wait. */
  private long missingSinceNanos;

  private long lineStart;
  private long lineNext;
  private int lineLength;

  private long received;
  private long lost;
  private long late;
  private long duplicates;
  private long newLines;

  public ReorderBuffer(ReorderLimits limits, PacketPool pool, Listener listener) {
    this.limits = limits;
    this.pool = pool;
    this.listener = listener;
    this.seen = new SeenSequences(limits.packets());
  }

  /**
   * Takes a packet; the payload is copied if it has to wait.
   *
   * @param extendedSequence unwrapped; its size is below 2^62
   */
  public void onPacket(
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    received++;
    if (!started) {
      started = true;
      next = extendedSequence;
    }
    if (extendedSequence < next && !beginsNewLine(extendedSequence)) {
      return;
    }
    lineLength = 0;
    if (waiting.contains(extendedSequence)) {
      duplicates++;
      return;
    }
    makeRoom(extendedSequence, length);
    if (extendedSequence == next) {
      seen.add(next++);
      listener.onPacket(
          extendedSequence, extendedTimestamp, arrivalNanos, marker, data, offset, length);
      releaseRun();
    } else {
      hold(extendedSequence, extendedTimestamp, arrivalNanos, marker, data, offset, length);
    }
    onTick(arrivalNanos);
  }

  /** Gives up what has been missing for too long. */
  public void onTick(long nowNanos) {
    while (!waiting.isEmpty() && nowNanos - missingSinceNanos >= limits.patienceNanos()) {
      lose(waiting.firstFrom(next));
      releaseRun();
    }
  }

  /** When {@link #onTick} has something to do next; {@link Long#MAX_VALUE} when nothing waits. */
  long deadlineNanos() {
    return waiting.isEmpty() ? Long.MAX_VALUE : missingSinceNanos + limits.patienceNanos();
  }

  /** Hands out all that waits: nothing more comes of this source. What comes is another one. */
  public void drain() {
    while (!waiting.isEmpty()) {
      lose(waiting.firstFrom(next));
      releaseRun();
    }
    started = false;
    lineLength = 0;
    seen.clear();
  }

  /** Packets that came in, whatever became of them. */
  public long received() {
    return received;
  }

  /** Packets that were given up. */
  public long lost() {
    return lost;
  }

  /** Packets that came when they had been given up, or from far behind. */
  public long late() {
    return late;
  }

  /** Packets that came once more. */
  public long duplicates() {
    return duplicates;
  }

  /** How often the sender began its numbers anew. */
  public long newLines() {
    return newLines;
  }

  /** Packets that wait for others now. */
  int waitingPackets() {
    return waiting.count();
  }

  /** Bytes of payload that wait for others now. */
  public int waitingBytes() {
    return waiting.bytes();
  }

  /** A packet came whose turn is over: judges it, and says whether it starts over all. */
  private boolean beginsNewLine(long sequence) {
    if (next - sequence <= seen.size()) {
      lineLength = 0;
      countOverdue(sequence);
      return false;
    }
    boolean goesOn =
        lineLength > 0 && sequence >= lineNext && sequence - lineNext < limits.packets();
    if (!goesOn) {
      lineStart = sequence;
      lineLength = 0;
    }
    lineLength++;
    lineNext = sequence + 1;
    if (lineLength < NEW_LINE_AFTER) {
      late++;
      return false;
    }
    drain();
    started = true;
    newLines++;
    next = lineStart;
    lose(sequence);
    return true;
  }

  private void countOverdue(long sequence) {
    if (seen.contains(sequence)) {
      duplicates++;
    } else {
      seen.add(sequence);
      late++;
    }
  }

  /** Gives up as much as must be for the packet to be the next one, or to find a place. */
  private void makeRoom(long sequence, int length) {
    while (next < sequence && exceedsLimits(sequence, length)) {
      long first = waiting.isEmpty() ? sequence : waiting.firstFrom(next);
      lose(Math.min(first, sequence));
      if (next < sequence) {
        releaseRun();
      }
    }
  }

  private boolean exceedsLimits(long sequence, int length) {
    return sequence - next >= limits.packets() || length > limits.bytes() - waiting.bytes();
  }

  private void hold(
      long sequence,
      long timestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    missingSinceNanos =
        waiting.isEmpty() ? arrivalNanos : Math.min(missingSinceNanos, arrivalNanos);
    HeldPacket packet = pool.take(length);
    System.arraycopy(data, offset, packet.payload, 0, length);
    packet.length = length;
    packet.sequence = sequence;
    packet.timestamp = timestamp;
    packet.arrivalNanos = arrivalNanos;
    packet.marker = marker;
    waiting.put(packet, sequence - next);
  }

  /** What is missing before {@code sequence} is missing for good. */
  private void lose(long sequence) {
    long count = sequence - next;
    if (count > 0) {
      long first = next;
      lost += count;
      seen.remove(first, count);
      next = sequence;
      listener.onLoss(first, count);
    }
  }

  /** Hands out what waits, up to the next missing packet. */
  private void releaseRun() {
    if (waiting.isEmpty()) {
      return;
    }
    while (waiting.contains(next)) {
      HeldPacket packet = waiting.take(next);
      seen.add(next++);
      listener.onPacket(
          packet.sequence,
          packet.timestamp,
          packet.arrivalNanos,
          packet.marker,
          packet.payload,
          0,
          packet.length);
      pool.giveBack(packet);
    }
    missingSinceNanos = waiting.firstArrivalNanos();
  }
}
