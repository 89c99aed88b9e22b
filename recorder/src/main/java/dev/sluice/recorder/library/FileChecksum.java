package dev.sluice.recorder.library;

import dev.sluice.recorder.upload.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/** Checksums of whole files. */
public final class FileChecksum {

  private static final int BUFFER_BYTES = 256 << 10;

  private FileChecksum() {}

  /** SHA-256 of all bytes, in lower-case hexadecimal. Blocks while it reads. */
  public static String sha256(RecordingFolder folder, String name) throws IOException {
    MessageDigest digest = Digests.sha256Digest();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (FileChannel channel = folder.read(name)) {
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    }
    return Digests.hex(digest.digest());
  }
}
