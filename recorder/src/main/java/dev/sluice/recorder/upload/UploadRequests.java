package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;

/**
 * What the recorder and the library tell the uploads. Never blocks, reads no file, and may be
 * called on any thread.
 */
public interface UploadRequests {

  /** Nobody uploads. */
  UploadRequests NONE =
      new UploadRequests() {
        @Override
        public void fileGrown(UploadFile file, long headerBytes, long sealedBytes) {}

        @Override
        public void fileFinished(UploadFile file) {}

        @Override
        public void recordingChanged(RecordingId recording) {}

        @Override
        public void recordingEnded(RecordingId recording) {}

        @Override
        public void forget(RecordingId recording) {}
      };

  /**
   * More of a file that is being written can be sent.
   *
   * @param headerBytes bytes {@code [0, headerBytes)} will be written again at the end
   * @param sealedBytes bytes {@code [headerBytes, sealedBytes)} never change again
   */
  void fileGrown(UploadFile file, long headerBytes, long sealedBytes);

  /** A file is finished: all of it can be sent. */
  void fileFinished(UploadFile file);

  /**
   * The manifest of a recording is new, or changed. It is sent when no file of the recording waits
   * any more.
   */
  void recordingChanged(RecordingId recording);

  /**
   * No file of a recording will grow or be finished any more. Those that are not are given up,
   * until they are said to be finished after a repair.
   */
  void recordingEnded(RecordingId recording);

  /** A recording is deleted: nothing more of it is sent, and what was begun is given up. */
  void forget(RecordingId recording);
}
