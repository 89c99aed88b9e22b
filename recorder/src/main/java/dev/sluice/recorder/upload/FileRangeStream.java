package dev.sluice.recorder.upload;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads part of a file, which must be that long: an end before is an {@link EOFException}, so that
 * a file that was cut meanwhile never becomes a shorter object. A symbolic link is not followed:
 * what it leads to is not ours to send.
 */
final class FileRangeStream extends InputStream {

  private final FileChannel channel;
  private final long end;
  private long position;

  private FileRangeStream(FileChannel channel, long offset, long length) {
    this.channel = channel;
    this.position = offset;
    this.end = offset + length;
  }

  static FileRangeStream open(Path file, long offset, long length) throws IOException {
    return new FileRangeStream(
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), offset, length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] data, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == end) {
      return -1;
    }
    int wanted = (int) Math.min(length, end - position);
    int read = channel.read(ByteBuffer.wrap(data, offset, wanted), position);
    if (read < 0) {
      throw new EOFException("the file has less than " + end + " bytes");
    }
    position += read;
    return read;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - position);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
