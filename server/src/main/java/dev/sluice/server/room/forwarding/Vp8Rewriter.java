package dev.sluice.server.room.forwarding;

import dev.sluice.server.rtp.codec.Vp8Descriptor;

/**
 * Keeps the counters in VP8 payload descriptors (RFC 7741 section 4.2) continuous while sources
 * change: PictureID, TL0PICIDX and KEYIDX each go on by one at a switch and keep their steps in
 * between. Late packets get what their picture got. Outgoing picture ids have 15 bits whatever the
 * source uses.
 *
 * <p>The three counters travel together as one {@code int}, which {@code SentLog} keeps for
 * retransmissions. Not thread-safe; owned by the room's MediaLoop; allocates nothing.
 */
public final class Vp8Rewriter {

  private static final int PICTURE_ID_BITS = 15;
  private static final int TL0_PIC_IDX_BITS = 8;
  private static final int KEY_IDX_BITS = 5;

  private final Counter pictureId = new Counter(PICTURE_ID_BITS);
  private final Counter tl0PicIdx = new Counter(TL0_PIC_IDX_BITS);
  private final Counter keyIdx = new Counter(KEY_IDX_BITS);

  /**
   * @param seed random bits, from which the first picture id and TL0PICIDX are taken
   */
  public Vp8Rewriter(long seed) {
    pictureId.continueAt(seed & 0x7fff);
    tl0PicIdx.continueAt((seed >>> 15) & 0xff);
    keyIdx.continueAt(0);
  }

  /** Switches to another source: the next packet handed in begins it. */
  public void beginSource() {
    pictureId.beginSource();
    tl0PicIdx.beginSource();
    keyIdx.beginSource();
  }

  /** The counters for a packet of the current source, packed. */
  public int fields(Vp8Descriptor descriptor) {
    int picture =
        descriptor.hasPictureId()
            ? pictureId.map(descriptor.pictureId(), descriptor.pictureIdBits())
            : 0;
    int tl0 =
        descriptor.hasTl0PicIdx() ? tl0PicIdx.map(descriptor.tl0PicIdx(), TL0_PIC_IDX_BITS) : 0;
    int key = descriptor.hasKeyIdx() ? keyIdx.map(descriptor.keyIdx(), KEY_IDX_BITS) : 0;
    return picture | (tl0 << PICTURE_ID_BITS) | (key << (PICTURE_ID_BITS + TL0_PIC_IDX_BITS));
  }

  /**
   * Writes the descriptor with these counters in place of its own.
   *
   * @param fields as {@link #fields} packed them
   * @return the new descriptor's length in bytes
   */
  public static int write(Vp8Descriptor descriptor, int fields, byte[] out, int offset) {
    return descriptor.rewrite(out, offset, pictureId(fields), tl0PicIdx(fields), keyIdx(fields));
  }

  static int pictureId(int fields) {
    return fields & 0x7fff;
  }

  static int tl0PicIdx(int fields) {
    return (fields >>> PICTURE_ID_BITS) & 0xff;
  }

  static int keyIdx(int fields) {
    return (fields >>> (PICTURE_ID_BITS + TL0_PIC_IDX_BITS)) & 0x1f;
  }

  /** One wrapping counter, mapped from each source's line onto the outgoing line. */
  private static final class Counter {

    private final int outgoingBits;
    private boolean sourceStarted;
    private int newestSource;

    /** The outgoing value, not wrapped, of {@link #newestSource}. */
    private long newestOutgoing;

    private long highestOutgoing;

    Counter(int outgoingBits) {
      this.outgoingBits = outgoingBits;
    }

    /** The first source's first value becomes {@code value}. */
    void continueAt(long value) {
      highestOutgoing = value - 1;
    }

    void beginSource() {
      sourceStarted = false;
    }

    int map(int value, int sourceBits) {
      if (!sourceStarted) {
        sourceStarted = true;
        newestSource = value;
        newestOutgoing = highestOutgoing + 1;
        highestOutgoing = newestOutgoing;
      }
      int unused = Integer.SIZE - sourceBits;
      long outgoing = newestOutgoing + (((value - newestSource) << unused) >> unused);
      if (outgoing > newestOutgoing) {
        newestSource = value;
        newestOutgoing = outgoing;
        highestOutgoing = Math.max(highestOutgoing, outgoing);
      }
      return (int) (outgoing & ((1L << outgoingBits) - 1));
    }
  }
}
