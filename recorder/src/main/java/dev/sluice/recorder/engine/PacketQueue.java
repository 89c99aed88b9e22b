package dev.sluice.recorder.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What a media loop hands to its writer: packets, clock readings and commands, in the order in
 * which they were put in. One thread offers, one other thread drains; neither waits for the other,
 * takes a lock or makes a system call.
 *
 * <p>Packets and clock readings lie in a ring of bytes of fixed size, so that offering allocates
 * nothing. Each entry is contiguous and begins at a multiple of eight; where one would cross the
 * end, a filler takes the rest:
 *
 * <pre>
 *   0       4      8           12      16         24          32        40        44
 *   | size  | kind | recording | track | sequence | timestamp | arrival | length  | payload …
 * </pre>
 *
 * A clock reading has its capture time at {@code sequence} and no payload. The last {@value
 * #RESERVE_BYTES} bytes are for clock readings only: they are few, and worth more than a packet.
 *
 * <p>Commands are rare and may not be lost: they wait beside the ring, each with the place in the
 * ring that it precedes. Whoever offers them bounds their number, by {@link #pendingCommands}.
 */
final class PacketQueue {

  /** Takes what comes out of the queue, on the draining thread. */
  interface Consumer {

    /** {@code data} is the ring itself: what is to stay is copied before this returns. */
    void onPacket(
        int recording,
        int track,
        long extendedSequence,
        long extendedTimestamp,
        long arrivalNanos,
        boolean marker,
        byte[] data,
        int offset,
        int length);

    void onClock(
        int recording,
        int track,
        long extendedTimestamp,
        long captureNanos,
        boolean fromSenderReport);

    void onCommand(RecordingCommand command);
  }

  static final int MIN_CAPACITY_BYTES = 1 << 16;
  static final int MAX_CAPACITY_BYTES = 1 << 30;

  private static final int RESERVE_BYTES = 1 << 13;
  private static final int HEADER_BYTES = 44;
  private static final int CLOCK_BYTES = 48;

  private static final int KIND_OFFSET = 4;
  private static final int RECORDING_OFFSET = 8;
  private static final int TRACK_OFFSET = 12;
  private static final int SEQUENCE_OFFSET = 16;
  private static final int TIMESTAMP_OFFSET = 24;
  private static final int ARRIVAL_OFFSET = 32;
  private static final int LENGTH_OFFSET = 40;

  private static final int PACKET = 0;
  private static final int PACKET_WITH_MARKER = 1;
  private static final int CLOCK_BY_ARRIVAL = 2;
  private static final int CLOCK_BY_REPORT = 3;
  private static final int FILLER = 4;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle HEAD = position("head");
  private static final VarHandle TAIL = position("tail");
  private static final VarHandle HIGH_WATER = position("highWater");
  private static final VarHandle COMMANDS_TAKEN = position("commandsTaken");

  private record PlacedCommand(long position, RecordingCommand command) {}

  private final byte[] ring;
  private final int mask;
  private final ConcurrentLinkedQueue<PlacedCommand> commands = new ConcurrentLinkedQueue<>();

  /** Where the next entry goes; written by the offering thread only. */
  private long head;

  /** Where the next entry is taken from; written by the draining thread only. */
  private long tail;

  /** The tail as the offering thread last saw it. */
  private long knownTail;

  private long highWater;
  private long commandsOffered;
  private long commandsTaken;

  /**
   * @param capacityBytes a power of two, from {@value #MIN_CAPACITY_BYTES} to {@value
   *     #MAX_CAPACITY_BYTES}
   */
  PacketQueue(int capacityBytes) {
    if (capacityBytes < MIN_CAPACITY_BYTES
        || capacityBytes > MAX_CAPACITY_BYTES
        || Integer.bitCount(capacityBytes) != 1) {
      throw new IllegalArgumentException(
          "a queue of " + capacityBytes + " bytes: a power of two from 64 KiB to 1 GiB is wanted");
    }
    ring = new byte[capacityBytes];
    mask = capacityBytes - 1;
  }

  private static VarHandle position(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(PacketQueue.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Copies a packet into the queue.
   *
   * @return false when there is no room for it
   */
  boolean offerPacket(
      int recording,
      int track,
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    if (length > ring.length / 4) {
      return false;
    }
    int size = bytesOf(length);
    long at = claim(size, RESERVE_BYTES);
    if (at < 0) {
      return false;
    }
    int index = (int) at & mask;
    writeHeader(
        index,
        size,
        marker ? PACKET_WITH_MARKER : PACKET,
        recording,
        track,
        extendedSequence,
        extendedTimestamp);
    LONG.set(ring, index + ARRIVAL_OFFSET, arrivalNanos);
    INT.set(ring, index + LENGTH_OFFSET, length);
    System.arraycopy(data, offset, ring, index + HEADER_BYTES, length);
    HEAD.setRelease(this, at + size);
    return true;
  }

  /**
   * Notes when media was captured.
   *
   * @return false when there is no room for it
   */
  boolean offerClock(
      int recording,
      int track,
      long extendedTimestamp,
      long captureNanos,
      boolean fromSenderReport) {
    long at = claim(CLOCK_BYTES, 0);
    if (at < 0) {
      return false;
    }
    writeHeader(
        (int) at & mask,
        CLOCK_BYTES,
        fromSenderReport ? CLOCK_BY_REPORT : CLOCK_BY_ARRIVAL,
        recording,
        track,
        captureNanos,
        extendedTimestamp);
    HEAD.setRelease(this, at + CLOCK_BYTES);
    return true;
  }

  /** Puts a command behind all that was offered before; always succeeds. */
  void offerCommand(RecordingCommand command) {
    commandsOffered++;
    commands.add(new PlacedCommand(head, command));
  }

  /** Whether more than half of the ring is taken; for the offering thread. */
  boolean isMoreThanHalfFull() {
    if (head - knownTail > ring.length / 2) {
      knownTail = (long) TAIL.getAcquire(this);
    }
    return head - knownTail > ring.length / 2;
  }

  /** How many commands wait; for the offering thread. */
  long pendingCommands() {
    return commandsOffered - (long) COMMANDS_TAKEN.getAcquire(this);
  }

  /**
   * Takes out what is in, up to about {@code limitBytes} of the ring.
   *
   * @return how many entries were taken, commands included
   */
  int drain(Consumer consumer, int limitBytes) {
    long end = (long) HEAD.getAcquire(this);
    long stop = Math.min(end, tail + limitBytes);
    int taken = 0;
    while (true) {
      // A command that precedes an entry was put in before the head moved over that entry, so it
      // is seen here before the entry is.
      taken += drainCommands(consumer);
      if (tail >= stop) {
        return taken;
      }
      taken += drainEntry(consumer);
    }
  }

  private int drainCommands(Consumer consumer) {
    int taken = 0;
    PlacedCommand next = commands.peek();
    while (next != null && next.position() <= tail) {
      commands.poll();
      COMMANDS_TAKEN.setRelease(this, commandsTaken + 1);
      taken++;
      consumer.onCommand(next.command());
      next = commands.peek();
    }
    return taken;
  }

  private int drainEntry(Consumer consumer) {
    int index = (int) tail & mask;
    int size = (int) INT.get(ring, index);
    int kind = (int) INT.get(ring, index + KIND_OFFSET);
    try {
      if (kind == FILLER) {
        return 0;
      }
      deliver(consumer, index, kind);
      return 1;
    } finally {
      TAIL.setRelease(this, tail + size);
    }
  }

  private void deliver(Consumer consumer, int index, int kind) {
    int recording = (int) INT.get(ring, index + RECORDING_OFFSET);
    int track = (int) INT.get(ring, index + TRACK_OFFSET);
    long sequence = (long) LONG.get(ring, index + SEQUENCE_OFFSET);
    long timestamp = (long) LONG.get(ring, index + TIMESTAMP_OFFSET);
    if (kind == CLOCK_BY_ARRIVAL || kind == CLOCK_BY_REPORT) {
      consumer.onClock(recording, track, timestamp, sequence, kind == CLOCK_BY_REPORT);
      return;
    }
    consumer.onPacket(
        recording,
        track,
        sequence,
        timestamp,
        (long) LONG.get(ring, index + ARRIVAL_OFFSET),
        kind == PACKET_WITH_MARKER,
        ring,
        index + HEADER_BYTES,
        (int) INT.get(ring, index + LENGTH_OFFSET));
  }

  boolean isEmpty() {
    return commands.isEmpty() && (long) HEAD.getAcquire(this) == (long) TAIL.getAcquire(this);
  }

  /** How much of the ring was ever filled; for any thread. */
  long offeredBytes() {
    return (long) HEAD.getAcquire(this);
  }

  /** How much of that was taken out again; for any thread. */
  long takenBytes() {
    return (long) TAIL.getAcquire(this);
  }

  int capacityBytes() {
    return ring.length;
  }

  /** How much of the ring is taken; for any thread. */
  long depthBytes() {
    long taken = takenBytes();
    return offeredBytes() - taken;
  }

  /** The most that was ever taken; for any thread. */
  long highWaterBytes() {
    return (long) HIGH_WATER.getOpaque(this);
  }

  /** What a packet of so many bytes takes of the ring. */
  static int bytesOf(int length) {
    return aligned(HEADER_BYTES + length);
  }

  private static int aligned(int size) {
    return (size + 7) & ~7;
  }

  /**
   * Where an entry of this size may be written, or -1 when it would leave less than the reserve.
   */
  private long claim(int size, int reserve) {
    int rest = ring.length - ((int) head & mask);
    int filler = rest < size ? rest : 0;
    long depth = head + filler + size - knownTail;
    if (depth > ring.length - reserve) {
      knownTail = (long) TAIL.getAcquire(this);
      depth = head + filler + size - knownTail;
      if (depth > ring.length - reserve) {
        return -1;
      }
    }
    noteDepth(head + filler + size);
    if (filler > 0) {
      int index = (int) head & mask;
      INT.set(ring, index, filler);
      INT.set(ring, index + KIND_OFFSET, FILLER);
      HEAD.setRelease(this, head + filler);
    }
    return head;
  }

  /** The tail is read only when the last known one would make a new record. */
  private void noteDepth(long newHead) {
    if (newHead - knownTail > highWater) {
      knownTail = (long) TAIL.getAcquire(this);
      HIGH_WATER.setOpaque(this, Math.max(highWater, newHead - knownTail));
    }
  }

  private void writeHeader(
      int index, int size, int kind, int recording, int track, long sequence, long timestamp) {
    INT.set(ring, index, size);
    INT.set(ring, index + KIND_OFFSET, kind);
    INT.set(ring, index + RECORDING_OFFSET, recording);
    INT.set(ring, index + TRACK_OFFSET, track);
    LONG.set(ring, index + SEQUENCE_OFFSET, sequence);
    LONG.set(ring, index + TIMESTAMP_OFFSET, timestamp);
  }
}
