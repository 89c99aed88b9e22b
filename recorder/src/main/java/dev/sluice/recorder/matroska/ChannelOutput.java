package dev.sluice.recorder.matroska;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** A container in a file; small pieces are gathered before they are written. */
public final class ChannelOutput implements ContainerOutput {

  private static final int BUFFER_LENGTH = 32 * 1024;

  private final SeekableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH);
  private long written;

  /**
   * Appends at {@code position}, which must be the end of the file.
   *
   * @param channel open for writing, not in append mode; stays the caller's to close
   */
  public ChannelOutput(SeekableByteChannel channel, long position) {
    this.channel = channel;
    this.written = position;
  }

  @Override
  public void append(byte[] data, int offset, int length) throws IOException {
    if (length > buffer.remaining()) {
      flush();
    }
    if (length > buffer.capacity()) {
      write(ByteBuffer.wrap(data, offset, length));
      return;
    }
    buffer.put(data, offset, length);
  }

  @Override
  public void overwrite(long position, byte[] data, int offset, int length) throws IOException {
    if (position >= written) {
      buffer.put((int) (position - written), data, offset, length);
      return;
    }
    flush();
    writeAt(position, ByteBuffer.wrap(data, offset, length));
  }

  @Override
  public long position() {
    return written + buffer.position();
  }

  @Override
  public void flush() throws IOException {
    buffer.flip();
    try {
      write(buffer);
    } finally {
      buffer.compact();
    }
  }

  private void write(ByteBuffer bytes) throws IOException {
    int start = bytes.position();
    try {
      writeAt(written, bytes);
    } finally {
      written += bytes.position() - start;
    }
  }

  private void writeAt(long position, ByteBuffer bytes) throws IOException {
    channel.position(position);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
