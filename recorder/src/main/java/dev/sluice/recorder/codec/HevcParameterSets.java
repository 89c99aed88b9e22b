package dev.sluice.recorder.codec;

import dev.sluice.recorder.RecordedSource.Codec;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Gathers the parameter sets of an H.265 stream and makes hvcC of those that a picture uses.
 * ISO/IEC 14496-15 §8.3.3.1.
 *
 * <pre>
 *   0  version 1
 *   1  profile, tier, level              12 bytes as in the sequence parameter set
 *  13  1111 0000 0000 0000               no spatial segmentation
 *  15  111111 00                         parallelism not said
 *  16  111111 cc, 11111 bbb, 11111 bbb   chroma format and bit depths
 *  19  0 0                               frame rate not said
 *  21  00 sss n 11                       sub-layers, nesting, four bytes of NAL unit length
 *  22  3                                 arrays: VPS, SPS, PPS
 *      00 tttttt, u16 count 1, u16 length, set     more of them may be in the stream
 * </pre>
 */
public final class HevcParameterSets {

  /** NAL unit types. ITU-T H.265 table 7-1 */
  public static final int TYPE_VPS = 32;

  public static final int TYPE_SPS = 33;
  public static final int TYPE_PPS = 34;

  private static final int FIRST_IRAP = 16;
  private static final int LAST_IRAP = 23;
  private static final int MAX_PPS_ID = 63;
  // As much of a slice header as holds slice_pic_parameter_set_id.
  private static final int SLICE_START = 16;

  private final ParameterSets video = new ParameterSets();
  private final ParameterSets sequence = new ParameterSets();
  private final ParameterSets picture = new ParameterSets();
  private int configuredPicture = -1;
  private Optional<CodecConfiguration> configured = Optional.empty();

  /** The type of the NAL unit that begins with this byte. */
  public static int type(byte first) {
    return first >> 1 & 0x3F;
  }

  /** Whether decoding can begin with slices of the type: IDR, BLA and CRA pictures. */
  public static boolean isRandomAccess(int type) {
    return type >= FIRST_IRAP && type <= LAST_IRAP;
  }

  /**
   * Keeps a parameter set; other NAL units are left alone.
   *
   * @return false when it should be one and is broken, or longer than any encoder makes
   */
  public boolean add(byte[] nalUnit, int offset, int length) {
    if (length < 4) {
      return false;
    }
    int type = type(nalUnit[offset]);
    if (type < TYPE_VPS || type > TYPE_PPS) {
      return true;
    }
    if (length > ParameterSets.MAX_LENGTH) {
      return false;
    }
    return switch (type) {
      case TYPE_VPS -> keep(video, (nalUnit[offset + 2] & 0xFF) >> 4, nalUnit, offset, length);
      case TYPE_SPS -> addSequence(nalUnit, offset, length);
      default -> addPicture(nalUnit, offset, length);
    };
  }

  private boolean addSequence(byte[] nalUnit, int offset, int length) {
    return HevcSequenceParameterSet.parse(nalUnit, offset, length)
        .filter(parsed -> keep(sequence, parsed.id, nalUnit, offset, length))
        .isPresent();
  }

  private boolean addPicture(byte[] nalUnit, int offset, int length) {
    BitReader bits = BitReader.ofNalUnit(nalUnit, offset + 2, length - 2);
    int id = bits.unsignedGolomb();
    return !bits.exhausted() && id <= MAX_PPS_ID && keep(picture, id, nalUnit, offset, length);
  }

  private boolean keep(ParameterSets sets, int id, byte[] nalUnit, int offset, int length) {
    if (sets.put(id, nalUnit, offset, length)) {
      configuredPicture = -1;
    }
    return true;
  }

  /** Forgets all sets: another stream begins. */
  public void clear() {
    video.clear();
    sequence.clear();
    picture.clear();
    configuredPicture = -1;
  }

  /**
   * The configuration of the picture that a slice belongs to; empty if its parameter sets never
   * came. The same object as before as long as nothing changes.
   *
   * @param slice a whole NAL unit of a slice of a random access picture
   */
  public Optional<CodecConfiguration> configuration(byte[] slice, int offset, int length) {
    if (length < 3 || !isRandomAccess(type(slice[offset]))) {
      return Optional.empty();
    }
    BitReader bits = BitReader.ofNalUnit(slice, offset + 2, Math.min(length - 2, SLICE_START));
    bits.skip(2); // first_slice_segment_in_pic_flag, no_output_of_prior_pics_flag
    int pictureId = bits.unsignedGolomb();
    if (bits.exhausted()) {
      return Optional.empty();
    }
    if (pictureId != configuredPicture) {
      configured = configure(pictureId);
      configuredPicture = pictureId;
    }
    return configured;
  }

  private Optional<CodecConfiguration> configure(int pictureId) {
    Optional<byte[]> pps = picture.get(pictureId);
    Optional<byte[]> sps =
        pps.flatMap(
            set -> {
              BitReader bits = BitReader.ofNalUnit(set, 2, set.length - 2);
              bits.unsignedGolomb(); // pps_pic_parameter_set_id
              return sequence.get(bits.unsignedGolomb());
            });
    Optional<byte[]> vps = sps.flatMap(set -> video.get((set[2] & 0xFF) >> 4));
    if (vps.isEmpty()) {
      return Optional.empty();
    }
    byte[] sequenceSet = sps.orElseThrow();
    return HevcSequenceParameterSet.parse(sequenceSet, 0, sequenceSet.length)
        .map(
            parsed ->
                CodecConfiguration.video(
                    Codec.H265,
                    parsed.width,
                    parsed.height,
                    hvcC(parsed, vps.orElseThrow(), sequenceSet, pps.orElseThrow()),
                    Optional.empty()));
  }

  private static byte[] hvcC(HevcSequenceParameterSet parsed, byte[] vps, byte[] sps, byte[] pps) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.write(1);
    record.writeBytes(parsed.profileTierLevel);
    record.write(0xF0);
    record.write(0);
    record.write(0xFC);
    record.write(0xFC | parsed.chromaFormat);
    record.write(0xF8 | (parsed.bitDepthLuma - 8));
    record.write(0xF8 | (parsed.bitDepthChroma - 8));
    record.write(0);
    record.write(0);
    record.write(parsed.subLayers << 3 | (parsed.temporalIdNesting ? 4 : 0) | 3);
    record.write(3);
    writeArray(record, TYPE_VPS, vps);
    writeArray(record, TYPE_SPS, sps);
    writeArray(record, TYPE_PPS, pps);
    return record.toByteArray();
  }

  private static void writeArray(ByteArrayOutputStream record, int type, byte[] set) {
    record.write(type);
    record.write(0);
    record.write(1);
    record.write(set.length >> 8);
    record.write(set.length);
    record.writeBytes(set);
  }
}
