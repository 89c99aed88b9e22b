package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordingId;

/**
 * Hears how the files of recordings grow. Called on the writer's threads, which it must not keep
 * waiting; for one recording always on the same thread.
 */
public interface FileListener {

  /** It exists, and its first bytes are about to be written. */
  void onFileOpened(RecordingFile file);

  /**
   * More of it will not change any more.
   *
   * @param headerBytes bytes from the beginning that are overwritten once, at the end
   * @param sealedBytes all bytes from {@code headerBytes} up to here are final
   */
  void onFileGrown(RecordingFile file, long headerBytes, long sealedBytes);

  /** It is whole, and was closed. The manifest says so too. */
  void onFileFinished(RecordingFile file);

  /** All files of the recording are finished or given up. */
  void onRecordingEnded(RecordingId recording);
}
