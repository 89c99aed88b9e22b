package dev.sluice.recorder.depacketize;

/** Takes the frames of a source in the order in which they are decoded. */
@FunctionalInterface
public interface FrameSink {

  /** A frame that can be decoded after those before it; it is valid during the call only. */
  void onFrame(CodedFrame frame);
}
