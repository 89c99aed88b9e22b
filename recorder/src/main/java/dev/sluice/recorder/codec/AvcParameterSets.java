package dev.sluice.recorder.codec;

import dev.sluice.recorder.RecordedSource.Codec;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Gathers the parameter sets of an H.264 stream and makes avcC of those that a picture uses.
 * ISO/IEC 14496-15 §5.3.3.1.
 *
 * <pre>
 *   0  version 1
 *   1  profile, compatibility, level     as in the sequence parameter set
 *   4  111111 11                         NAL unit lengths take four bytes
 *   5  111 00001                         one sequence parameter set
 *   6  u16 length, set
 *      1                                 one picture parameter set
 *      u16 length, set
 *      111111 cc, 11111 bbb, 11111 bbb, 0    chroma format and bit depths, high profiles only
 * </pre>
 */
public final class AvcParameterSets {

  /** NAL unit types. ITU-T H.264 table 7-1 */
  public static final int TYPE_IDR = 5;

  public static final int TYPE_SPS = 7;
  public static final int TYPE_PPS = 8;

  private static final int MAX_PPS_ID = 255;
  // As much of a slice header as holds first_mb_in_slice, slice_type and pic_parameter_set_id.
  private static final int SLICE_START = 16;

  private final ParameterSets sequence = new ParameterSets();
  private final ParameterSets picture = new ParameterSets();
  private int configuredPicture = -1;
  private Optional<CodecConfiguration> configured = Optional.empty();

  /**
   * Keeps a parameter set; other NAL units are left alone.
   *
   * @return false when it should be one and is broken, or longer than any encoder makes
   */
  public boolean add(byte[] nalUnit, int offset, int length) {
    if (length < 2) {
      return false;
    }
    return switch (nalUnit[offset] & 0x1F) {
      case TYPE_SPS -> addSequence(nalUnit, offset, length);
      case TYPE_PPS -> addPicture(nalUnit, offset, length);
      default -> true;
    };
  }

  private boolean addSequence(byte[] nalUnit, int offset, int length) {
    Optional<AvcSequenceParameterSet> parsed =
        AvcSequenceParameterSet.parse(nalUnit, offset, length);
    if (parsed.isEmpty() || length > ParameterSets.MAX_LENGTH) {
      return false;
    }
    forgetIf(sequence.put(parsed.get().id(), nalUnit, offset, length));
    return true;
  }

  private boolean addPicture(byte[] nalUnit, int offset, int length) {
    BitReader bits = BitReader.ofNalUnit(nalUnit, offset + 1, length - 1);
    int id = bits.unsignedGolomb();
    if (bits.exhausted() || id > MAX_PPS_ID || length > ParameterSets.MAX_LENGTH) {
      return false;
    }
    forgetIf(picture.put(id, nalUnit, offset, length));
    return true;
  }

  private void forgetIf(boolean changed) {
    if (changed) {
      configuredPicture = -1;
    }
  }

  /** Forgets all sets: another stream begins. */
  public void clear() {
    sequence.clear();
    picture.clear();
    configuredPicture = -1;
  }

  /**
   * The configuration of the picture that a slice belongs to; empty if its parameter sets never
   * came. The same object as before as long as nothing changes.
   *
   * @param slice a whole NAL unit of a coded slice
   */
  public Optional<CodecConfiguration> configuration(byte[] slice, int offset, int length) {
    if (length < 2) {
      return Optional.empty();
    }
    BitReader bits = BitReader.ofNalUnit(slice, offset + 1, Math.min(length - 1, SLICE_START));
    bits.unsignedGolomb(); // first_mb_in_slice
    bits.unsignedGolomb(); // slice_type
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
    if (pps.isEmpty()) {
      return Optional.empty();
    }
    BitReader bits = BitReader.ofNalUnit(pps.get(), 1, pps.get().length - 1);
    bits.unsignedGolomb(); // pic_parameter_set_id
    int sequenceId = bits.unsignedGolomb();
    return sequence.get(sequenceId).flatMap(sps -> configure(sps, pps.get()));
  }

  private static Optional<CodecConfiguration> configure(byte[] sps, byte[] pps) {
    return AvcSequenceParameterSet.parse(sps, 0, sps.length)
        .map(
            parsed ->
                CodecConfiguration.video(
                    Codec.H264,
                    parsed.width(),
                    parsed.height(),
                    avcC(parsed, sps, pps),
                    parsed.colour()));
  }

  private static byte[] avcC(AvcSequenceParameterSet parsed, byte[] sps, byte[] pps) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.write(1);
    record.write(parsed.profile());
    record.write(parsed.profileCompatibility());
    record.write(parsed.level());
    record.write(0xFC | 3);
    record.write(0xE0 | 1);
    writeSet(record, sps);
    record.write(1);
    writeSet(record, pps);
    if (parsed.isHigh()) {
      record.write(0xFC | parsed.chromaFormat());
      record.write(0xF8 | (parsed.bitDepthLuma() - 8));
      record.write(0xF8 | (parsed.bitDepthChroma() - 8));
      record.write(0);
    }
    return record.toByteArray();
  }

  private static void writeSet(ByteArrayOutputStream record, byte[] set) {
    record.write(set.length >> 8);
    record.write(set.length);
    record.writeBytes(set);
  }
}
