package dev.sluice.server.stream;

/**
 * One received packet in a {@link PacketHistory}: a slot that is filled again and again. A
 * reference is good until the history has taken as many further packets as it has slots; hold
 * (history, sequence) instead, and look the packet up when it is needed.
 */
public final class HistoryPacket {

  /** Stands for "the packet carried no such header extension". */
  public static final int ABSENT = -1;

  /** Slots grow by whole steps, so that a stream of like packets soon finds them large enough. */
  private static final int STEP_BYTES = 256;

  private byte[] data = {};
  private boolean filled;
  private boolean held;
  private long extendedSequence;
  private long extendedTimestamp;
  private long arrivalNanos;
  private boolean marker;
  private int payloadType;
  private int payloadOffset;
  private int payloadLength;
  private boolean keyframeStart;
  private int audioLevel;

  /**
   * A packet of the server's own, which no history holds: it never changes.
   *
   * @param extendedSequence negative, so that it is no publisher's
   */
  public static HistoryPacket own(byte[] payload, long extendedSequence) {
    HistoryPacket packet = new HistoryPacket();
    packet.data = payload;
    packet.fill(extendedSequence, 0, 0, false, 0, 0, payload.length);
    return packet;
  }

  /** Makes room for a packet of {@code lengthBytes}, which is at most {@code mostBytes}. */
  void reserve(int lengthBytes, int mostBytes) {
    if (data.length < lengthBytes) {
      int steps = (lengthBytes + STEP_BYTES - 1) / STEP_BYTES;
      data = new byte[Math.min(mostBytes, steps * STEP_BYTES)];
    }
  }

  /** Takes the header fields; the caller has copied header and payload into {@link #data()}. */
  void fill(
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      int payloadType,
      int payloadOffset,
      int payloadLength) {
    this.filled = true;
    this.extendedSequence = extendedSequence;
    this.extendedTimestamp = extendedTimestamp;
    this.arrivalNanos = arrivalNanos;
    this.marker = marker;
    this.payloadType = payloadType;
    this.payloadOffset = payloadOffset;
    this.payloadLength = payloadLength;
    this.keyframeStart = false;
    this.audioLevel = ABSENT;
  }

  /**
   * Keeps the packet from being overwritten until {@link #release}: for those who hold a reference
   * while further packets come.
   */
  public void hold() {
    held = true;
  }

  /** Ends {@link #hold}. */
  public void release() {
    held = false;
  }

  boolean held() {
    return held;
  }

  boolean filled() {
    return filled;
  }

  /** The publisher's sequence number, unwrapped. */
  public long extendedSequence() {
    return extendedSequence;
  }

  /** The publisher's RTP timestamp, unwrapped. */
  public long extendedTimestamp() {
    return extendedTimestamp;
  }

  public long arrivalNanos() {
    return arrivalNanos;
  }

  public boolean marker() {
    return marker;
  }

  /** As the publisher numbered it; for a recovered packet that of the repaired format. */
  public int payloadType() {
    return payloadType;
  }

  /**
   * The slot's array, of which [0, payloadOffset + payloadLength) is the packet, padding cut off.
   */
  public byte[] data() {
    return data;
  }

  /** Where the payload begins in {@link #data()}. */
  public int payloadOffset() {
    return payloadOffset;
  }

  /** Payload bytes without RTP padding. */
  public int payloadLength() {
    return payloadLength;
  }

  /** True when a decoder can start at this packet. */
  public boolean keyframeStart() {
    return keyframeStart;
  }

  public void keyframeStart(boolean start) {
    this.keyframeStart = start;
  }

  /** The octet of the audio level extension (RFC 6464), or {@link #ABSENT}. */
  public int audioLevel() {
    return audioLevel;
  }

  public void audioLevel(int octet) {
    this.audioLevel = octet;
  }
}
