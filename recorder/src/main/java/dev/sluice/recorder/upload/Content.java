package dev.sluice.recorder.upload;

import java.nio.file.Path;

/** Bytes on their way to a store, with their digests. They can be read again for another try. */
public sealed interface Content {

  /** How many bytes. */
  long length();

  Digests digests();

  /** Bytes {@code [offset, offset + length)} of a file, which do not change any more. */
  record FileRange(Path file, long offset, long length, Digests digests) implements Content {}

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
    public long length() {
      return data.length;
    }

    @Override
    public Digests digests() {
      return digests;
    }
  }
}
