package dev.sluice.server.rtp.codec;

import dev.sluice.server.bytes.BigEndian;
import java.util.Arrays;

/**
 * The latest parameter sets of one H264 stream, for receivers that come later: some encoders send
 * them only once, and a decoder that did not hear them can do nothing with a keyframe. Allocates
 * only when they change.
 *
 * <p>Bounded: one sequence parameter set and up to {@value #MAX_PICTURE_SETS} picture parameter
 * sets, which together fit into one packet. Not thread-safe.
 */
public final class H264ParameterSets {

  private static final int MAX_PICTURE_SETS = 4;

  /** Together they must leave in one packet. */
  private static final int MAX_BYTES = 1100;

  /** STAP-A with the highest nal_ref_idc. RFC 6184 section 5.7.1. */
  private static final byte AGGREGATE_HEADER = 0x60 | H264Payload.STAP_A;

  private final H264Payload.Visitor keep = this::keep;
  private final H264Payload.Visitor isSequenceSet = this::isSequenceSet;
  private final byte[][] pictureSets = new byte[MAX_PICTURE_SETS][];
  private final int[] pictureSetIds = new int[MAX_PICTURE_SETS];
  private final BitReader bits = new BitReader();
  private byte[] sequenceSet = {};
  private int pictureSetCount;
  private boolean changed;
  private boolean sequenceSetSeen;

  /**
   * Looks at a payload of the stream.
   *
   * @return true when it brought a parameter set that was not known
   */
  public boolean onPayload(byte[] data, int offset, int length) {
    changed = false;
    H264Payload.visit(data, offset, length, keep);
    return changed;
  }

  /** True when the payload holds a whole sequence parameter set. */
  public boolean heldIn(byte[] data, int offset, int length) {
    sequenceSetSeen = false;
    H264Payload.visit(data, offset, length, isSequenceSet);
    return sequenceSetSeen;
  }

  /** A payload with all of them, of its own array; empty when they are not complete. */
  public byte[] payload() {
    int length = 1 + 2 + sequenceSet.length;
    for (int i = 0; i < pictureSetCount; i++) {
      length += 2 + pictureSets[i].length;
    }
    if (sequenceSet.length == 0 || pictureSetCount == 0 || length > MAX_BYTES) {
      return new byte[0];
    }
    byte[] payload = new byte[length];
    payload[0] = AGGREGATE_HEADER;
    int position = append(payload, 1, sequenceSet);
    for (int i = 0; i < pictureSetCount; i++) {
      position = append(payload, position, pictureSets[i]);
    }
    return payload;
  }

  private static int append(byte[] payload, int position, byte[] nalUnit) {
    BigEndian.putU16(payload, position, nalUnit.length);
    System.arraycopy(nalUnit, 0, payload, position + 2, nalUnit.length);
    return position + 2 + nalUnit.length;
  }

  private boolean isSequenceSet(int type, byte[] data, int offset, int length) {
    sequenceSetSeen |= type == H264Payload.SPS;
    return !sequenceSetSeen;
  }

  private boolean keep(int type, byte[] data, int offset, int length) {
    if (length > MAX_BYTES) {
      return true;
    }
    if (type == H264Payload.SPS) {
      keepSequenceSet(data, offset, length);
    } else if (type == H264Payload.PPS) {
      keepPictureSet(data, offset, length);
    }
    return true;
  }

  private void keepSequenceSet(byte[] data, int offset, int length) {
    if (!same(sequenceSet, data, offset, length)) {
      sequenceSet = Arrays.copyOfRange(data, offset, offset + length);
      pictureSetCount = 0; // theirs refer to a sequence that is over
      changed = true;
    }
  }

  private void keepPictureSet(byte[] data, int offset, int length) {
    bits.wrapNalUnit(data, offset + 1, length - 1);
    int id = (int) bits.unsignedExpGolomb();
    int place = 0;
    while (place < pictureSetCount && pictureSetIds[place] != id) {
      place++;
    }
    if (place == MAX_PICTURE_SETS
        || (place < pictureSetCount && same(pictureSets[place], data, offset, length))) {
      return;
    }
    pictureSets[place] = Arrays.copyOfRange(data, offset, offset + length);
    pictureSetIds[place] = id;
    pictureSetCount = Math.max(pictureSetCount, place + 1);
    changed = true;
  }

  private static boolean same(byte[] kept, byte[] data, int offset, int length) {
    return Arrays.equals(kept, 0, kept.length, data, offset, offset + length);
  }
}
