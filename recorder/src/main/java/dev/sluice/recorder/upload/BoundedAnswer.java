package dev.sluice.recorder.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * The body of a store's answer, which is no longer than it may be and takes no longer than it may:
 * beyond that, reading fails. A limit on silence alone would wait for ever for a store that sends a
 * byte now and then.
 */
public final class BoundedAnswer extends FilterInputStream {

  /** Longer than any answer but an object; lists come in pages of a thousand. */
  public static final long MAX_DOCUMENT_BYTES = 8 << 20;

  private final long maxBytes;
  private final long maxNanos;
  private final long begunNanos = System.nanoTime();
  private long bytes;

  public BoundedAnswer(InputStream answer, long maxBytes, Duration longest) {
    super(answer);
    this.maxBytes = maxBytes;
    this.maxNanos = longest.toNanos();
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] data, int offset, int length) throws IOException {
    int read = super.read(data, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long more) throws IOException {
    bytes += more;
    if (bytes > maxBytes) {
      throw new IOException("the store's answer is longer than " + maxBytes + " bytes");
    }
    if (System.nanoTime() - begunNanos > maxNanos) {
      throw new InterruptedIOException("the store's answer takes too long");
    }
  }
}
