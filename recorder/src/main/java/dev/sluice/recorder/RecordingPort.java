package dev.sluice.recorder;

/**
 * Where the rooms of one media loop have themselves recorded. Each loop has its own port, and only
 * that loop's thread uses it and the sinks it opens.
 */
public interface RecordingPort {

  /**
   * Begins a recording. Never blocks: files appear once the first track brings something to write.
   *
   * @param nowNanos on the monotonic clock of all times that go through the port
   * @throws RecordingRefusal when the recorder cannot take another one now
   */
  RecordingSink open(RecordingRequest request, long nowNanos) throws RecordingRefusal;
}
