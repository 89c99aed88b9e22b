package dev.sluice.recorder.depacketize;

/** What became of a source's packets. Changes as long as its depacketizer is used. */
public final class DepacketizerCounters {

  private final long[] droppedFrames = new long[DropReason.values().length];
  private final long[] droppedPackets = new long[DropReason.values().length];
  private long frames;
  private long keyframes;

  /** Frames that were handed on. */
  public long frames() {
    return frames;
  }

  /** Those among {@link #frames} that are keyframes; all of them for audio. */
  public long keyframes() {
    return keyframes;
  }

  /** Frames that were dropped, as far as something of them came. */
  public long droppedFrames(DropReason reason) {
    return droppedFrames[reason.ordinal()];
  }

  /** Packets of the frames that were dropped. */
  public long droppedPackets(DropReason reason) {
    return droppedPackets[reason.ordinal()];
  }

  void onFrame(boolean keyframe) {
    frames++;
    keyframes += keyframe ? 1 : 0;
  }

  void onDrop(DropReason reason, int packets) {
    droppedFrames[reason.ordinal()]++;
    droppedPackets[reason.ordinal()] += packets;
  }
}
