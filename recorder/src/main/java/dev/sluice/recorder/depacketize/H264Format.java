package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.AvcParameterSets;
import dev.sluice.recorder.codec.AvcRecoveryPoint;
import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.Map;
import java.util.Optional;

/**
 * H264 in packetization modes 0 and 1. Decoding can begin with IDR pictures, and at recovery points
 * without a delay. RFC 6184.
 */
final class H264Format extends NalUnitFormat {

  private static final int TYPE_MASK = 0x1F;
  private static final int REFERENCE_IDC = 0x60;

  private static final int LAST_SLICE = 5;
  private static final int SUPPLEMENT = 6;
  private static final int DELIMITER = 9;
  private static final int FILLER = 12;
  private static final int STAP_A = 24;
  private static final int FU_A = 28;

  private final AvcParameterSets sets = new AvcParameterSets();
  private boolean idr;
  private boolean referredTo;
  private int recoveryFrames;

  /**
   * @param parameters of the format, which may name parameter sets
   */
  H264Format(Map<String, String> parameters) {
    super(1);
    for (byte[] set : ParameterSetText.read(parameters, "sprop-parameter-sets")) {
      sets.add(set, 0, set.length);
    }
  }

  @Override
  public void begin(boolean afterLoss) {
    super.begin(afterLoss);
    idr = false;
    referredTo = false;
    recoveryFrames = AvcRecoveryPoint.NONE;
  }

  @Override
  Packing packing(byte first) {
    int type = first & TYPE_MASK;
    if (type == STAP_A) {
      return Packing.AGGREGATE;
    }
    if (type == FU_A) {
      return Packing.FRAGMENT;
    }
    return type > 0 && type < STAP_A ? Packing.SINGLE : Packing.UNSUPPORTED;
  }

  @Override
  void rebuildHeader(byte[] data, int offset, FrameBuffer frame) {
    frame.append((data[offset] & ~TYPE_MASK) | (data[offset + 1] & TYPE_MASK));
  }

  @Override
  boolean onUnit(byte[] data, int offset, int length) {
    int type = data[offset] & TYPE_MASK;
    if (type <= LAST_SLICE) {
      noteSlice(data, offset, length);
      idr |= type == AvcParameterSets.TYPE_IDR;
      referredTo |= (data[offset] & REFERENCE_IDC) != 0;
      return true;
    }
    if (type == SUPPLEMENT) {
      recoveryFrames = Math.max(recoveryFrames, AvcRecoveryPoint.frames(data, offset, length));
      return true;
    }
    if (type == AvcParameterSets.TYPE_SPS || type == AvcParameterSets.TYPE_PPS) {
      noteParameterSet();
      return sets.add(data, offset, length);
    }
    return type < DELIMITER || type > FILLER; // ends of sequence and stream are in between
  }

  @Override
  public DropReason end(boolean whole, FrameBuffer frame, FrameTraits traits) {
    DropReason reason = super.end(whole, frame, traits);
    traits.nonReference = traits.picture && !referredTo;
    return reason;
  }

  @Override
  void describe(FrameTraits traits) {
    traits.keyframe = idr || recoveryFrames == 0;
    traits.gradualRefresh = recoveryFrames > 0;
  }

  @Override
  Optional<CodecConfiguration> configuration(byte[] data, int offset, int length) {
    return sets.configuration(data, offset, length);
  }
}
