package dev.sluice.recorder.check;

/** A frame as an encoder of another project made it, in the form Matroska has it. */
public final class SampleFrame {

  private final long timestampNanos;
  private final boolean keyframe;
  private final byte[] data;

  SampleFrame(long timestampNanos, boolean keyframe, byte[] data) {
    this.timestampNanos = timestampNanos;
    this.keyframe = keyframe;
    this.data = data;
  }

  /** From the first one's. */
  public long timestampNanos() {
    return timestampNanos;
  }

  public boolean keyframe() {
    return keyframe;
  }

  /** Not a copy. */
  public byte[] data() {
    return data;
  }
}
