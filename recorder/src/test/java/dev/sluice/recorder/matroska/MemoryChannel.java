package dev.sluice.recorder.matroska;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** A file in memory. */
final class MemoryChannel implements SeekableByteChannel {

  private byte[] bytes;
  private int size;
  private int position;

  MemoryChannel(byte[] content) {
    bytes = content.clone();
    size = content.length;
  }

  byte[] content() {
    return Arrays.copyOf(bytes, size);
  }

  @Override
  public int read(ByteBuffer target) {
    if (position >= size) {
      return -1;
    }
    int count = Math.min(target.remaining(), size - position);
    target.put(bytes, position, count);
    position += count;
    return count;
  }

  @Override
  public int write(ByteBuffer source) {
    int count = source.remaining();
    int end = position + count;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, end + 1024);
    }
    source.get(bytes, position, count);
    position = end;
    size = Math.max(size, end);
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public MemoryChannel position(long newPosition) {
    position = Math.toIntExact(newPosition);
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public MemoryChannel truncate(long newSize) {
    size = (int) Math.min(size, newSize);
    position = Math.min(position, size);
    return this;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
