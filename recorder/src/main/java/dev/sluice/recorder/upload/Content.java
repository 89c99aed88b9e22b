package dev.sluice.recorder.upload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Bytes on their way to a store, with their digests. They can be read again for another try. */
public sealed interface Content {

  /** How many bytes. */
  long length();

  Digests digests();

  /** Reads them from the first on; the caller closes. */
  InputStream open() throws IOException;

  /** Bytes {@code [offset, offset + length)} of a file, which do not change any more. */
  record FileRange(Path file, long offset, long length, Digests digests) implements Content {
    @Override
    public InputStream open() throws IOException {
      return FileRangeStream.open(file, offset, length);
    }
  }

  /** A few bytes in memory: a manifest. */
  final class Bytes implements Content {

    private final byte[] data;
    private final Digests digests;

    /**
     * @param data not copied
     */
    public Bytes(byte[] data) {
      this.data = data;
      this.digests = Digests.of(data);
    }

    public byte[] data() {
      return data;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(data);
    }

    @Override
    public long length() {
      return data.length;
    }

    @Override
    public Digests digests() {
      return digests;
    }
  }
}
