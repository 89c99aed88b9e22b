package dev.sluice.recorder.matroska;

import java.io.IOException;

/** Where a container's bytes go: appended, and a few of them overwritten later. */
public interface ContainerOutput {

  /** Appends bytes; they may wait in memory until {@link #flush}. */
  void append(byte[] data, int offset, int length) throws IOException;

  /** Replaces bytes that were appended before. */
  void overwrite(long position, byte[] data, int offset, int length) throws IOException;

  /** How many bytes there are, waiting ones included: where the next one goes. */
  long position();

  /** Hands on what waits. After it a dead process loses nothing; a dead machine may. */
  void flush() throws IOException;
}
