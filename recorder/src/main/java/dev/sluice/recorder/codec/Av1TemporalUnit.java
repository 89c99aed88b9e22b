package dev.sluice.recorder.codec;

import java.util.Optional;

/** The OBUs of one temporal unit, each with a size field, as containers hold them. AV1 §7.5. */
public final class Av1TemporalUnit {

  private static final int NONE = -1;

  private Av1TemporalUnit() {}

  /**
   * Whether decoding can begin here: a sequence header comes before the first frame, which is a
   * keyframe. Matroska allows the keyframe flag for no other.
   */
  public static boolean isKeyframe(byte[] data, int offset, int length) {
    int sequenceHeader = find(data, offset, length, Av1Obu.TYPE_SEQUENCE_HEADER);
    if (sequenceHeader == NONE) {
      return false;
    }
    int end = offset + length;
    for (int at = sequenceHeader; at != NONE && at < end; at = next(data, at, end)) {
      int type = Av1Obu.type(data[at]);
      if (type == Av1Obu.TYPE_FRAME || type == Av1Obu.TYPE_FRAME_HEADER) {
        return beginsKeyframe(data, at, end);
      }
    }
    return false;
  }

  /** The first bits of a frame header: show_existing_frame and frame_type. AV1 §5.9.2 */
  private static boolean beginsKeyframe(byte[] data, int obu, int end) {
    int size = obu + Av1Obu.headerLength(data[obu]);
    int length = Av1Obu.leb128(data, size, end);
    return length > 0
        && next(data, obu, end) != NONE
        && (data[size + Av1Obu.leb128LengthAt(data, size)] & 0xE0) == 0;
  }

  /** The configuration that a keyframe brings; empty if there is none, or it is broken. */
  public static Optional<CodecConfiguration> configuration(byte[] data, int offset, int length) {
    if (!isKeyframe(data, offset, length)) {
      return Optional.empty();
    }
    int at = find(data, offset, length, Av1Obu.TYPE_SEQUENCE_HEADER);
    return Av1SequenceHeader.configuration(data, at, next(data, at, offset + length) - at);
  }

  /** Where the first OBU of a type begins; -1 if there is none. */
  private static int find(byte[] data, int offset, int length, int type) {
    int end = offset + length;
    int at = offset;
    while (at != NONE && at < end) {
      int next = next(data, at, end);
      if (next != NONE && Av1Obu.type(data[at]) == type) {
        return at;
      }
      at = next;
    }
    return NONE;
  }

  /** Where the OBU after this one begins; -1 if this one is cut off or has no size field. */
  private static int next(byte[] data, int obu, int end) {
    if (!Av1Obu.hasSizeField(data[obu])) {
      return NONE;
    }
    int size = obu + Av1Obu.headerLength(data[obu]);
    int length = Av1Obu.leb128(data, size, end);
    if (length < 0) {
      return NONE;
    }
    long next = (long) size + Av1Obu.leb128LengthAt(data, size) + length;
    return next > end ? NONE : (int) next;
  }
}
