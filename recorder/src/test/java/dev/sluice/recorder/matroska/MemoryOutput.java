package dev.sluice.recorder.matroska;

import java.util.Arrays;

/** A container in memory. */
final class MemoryOutput implements ContainerOutput {

  private byte[] bytes = new byte[1024];
  private int length;
  private int flushed;

  @Override
  public void append(byte[] data, int offset, int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
    System.arraycopy(data, offset, bytes, length, count);
    length += count;
  }

  @Override
  public void overwrite(long position, byte[] data, int offset, int count) {
    if (position + count > length) {
      throw new IllegalArgumentException("overwrites what is not there");
    }
    System.arraycopy(data, offset, bytes, (int) position, count);
  }

  @Override
  public long position() {
    return length;
  }

  @Override
  public void flush() {
    flushed = length;
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** What a process that dies now leaves. */
  byte[] flushedBytes() {
    return Arrays.copyOf(bytes, flushed);
  }
}
