package dev.sluice.recorder.engine;

import dev.sluice.recorder.library.RecordingFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A disk of a certain size, which can also go bad. What is truncated is free again. */
final class TestDisk implements FileOpener {

  private long freeBytes;
  private boolean bad;

  TestDisk(long freeBytes) {
    this.freeBytes = freeBytes;
  }

  /** From now on every write fails. */
  void goBad() {
    bad = true;
  }

  @Override
  public FileChannel open(RecordingFolder folder, String name) throws IOException {
    return new Channel(folder.create(name));
  }

  private final class Channel extends FileChannel {

    private final FileChannel file;

    Channel(FileChannel file) {
      this.file = file;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      if (bad) {
        throw new IOException("Input/output error");
      }
      long grows = Math.max(0, position + source.remaining() - file.size());
      if (grows <= freeBytes) {
        freeBytes -= grows;
        return file.write(source, position);
      }
      int fits = (int) (source.remaining() - grows + freeBytes);
      if (fits <= 0) {
        throw new IOException("No space left on device");
      }
      freeBytes = 0;
      ByteBuffer part = source.slice(source.position(), fits);
      int written = file.write(part, position);
      source.position(source.position() + written);
      return written;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int written = write(source, file.position());
      file.position(file.position() + written);
      return written;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
      freeBytes += Math.max(0, file.size() - size);
      file.truncate(size);
      return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return file.read(target);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public long position() throws IOException {
      return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
      file.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public void force(boolean metaData) throws IOException {
      file.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      file.close();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
