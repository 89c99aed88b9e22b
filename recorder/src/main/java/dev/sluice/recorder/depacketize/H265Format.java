package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.HevcParameterSets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * H265 without decoding order numbers, base layer only. Decoding can begin with IDR, BLA and CRA
 * pictures. RFC 7798.
 */
final class H265Format extends NalUnitFormat {

  private static final int HEADER_BYTES = 2;
  private static final int HEADER_WITHOUT_TYPE = 0x81;
  private static final int FRAGMENT_TYPE = 0x3F;

  private static final int DELIMITER = 35;
  private static final int FILLER = 38;
  private static final int AGGREGATION = 48;
  private static final int FRAGMENTATION = 49;

  private final HevcParameterSets sets = new HevcParameterSets();
  private boolean randomAccess;

  /**
   * @param parameters of the format, which may name parameter sets
   */
  H265Format(Map<String, String> parameters) {
    super(HEADER_BYTES);
    for (String name : List.of("sprop-vps", "sprop-sps", "sprop-pps")) {
      for (byte[] set : ParameterSetText.read(parameters, name)) {
        sets.add(set, 0, set.length);
      }
    }
  }

  @Override
  public void begin(boolean afterLoss) {
    super.begin(afterLoss);
    randomAccess = false;
  }

  @Override
  Packing packing(byte first) {
    int type = HevcParameterSets.type(first);
    if (type == AGGREGATION) {
      return Packing.AGGREGATE;
    }
    if (type == FRAGMENTATION) {
      return Packing.FRAGMENT;
    }
    return type < AGGREGATION ? Packing.SINGLE : Packing.UNSUPPORTED;
  }

  @Override
  void rebuildHeader(byte[] data, int offset, FrameBuffer frame) {
    int type = data[offset + HEADER_BYTES] & FRAGMENT_TYPE;
    frame.append((data[offset] & HEADER_WITHOUT_TYPE) | type << 1);
    frame.append(data[offset + 1]);
  }

  @Override
  boolean onUnit(byte[] data, int offset, int length) {
    int type = HevcParameterSets.type(data[offset]);
    int layer = (data[offset] & 1) << 5 | (data[offset + 1] & 0xFF) >> 3;
    if (layer > 0) {
      return false;
    }
    if (type < HevcParameterSets.TYPE_VPS) {
      boolean first = noteSlice(data, offset, length);
      randomAccess |= first && HevcParameterSets.isRandomAccess(type);
      return true;
    }
    if (type <= HevcParameterSets.TYPE_PPS) {
      noteParameterSet();
      return sets.add(data, offset, length);
    }
    return type < DELIMITER || type > FILLER; // ends of sequence and stream are in between
  }

  @Override
  void describe(FrameTraits traits) {
    traits.keyframe = randomAccess;
  }

  @Override
  Optional<CodecConfiguration> configuration(byte[] data, int offset, int length) {
    return sets.configuration(data, offset, length);
  }
}
