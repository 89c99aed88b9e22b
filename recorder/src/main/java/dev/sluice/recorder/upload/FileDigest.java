package dev.sluice.recorder.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a finished file holds, in the parts it is sent in.
 *
 * @param bytes its size
 * @param sha256 of all of it, in hexadecimal
 * @param parts digests of each part, by number
 */
record FileDigest(long bytes, String sha256, List<Digests> parts) {

  private static final int BUFFER_BYTES = 64 * 1024;

  FileDigest {
    parts = List.copyOf(parts);
  }

  /** Reads the whole file once, with little memory. */
  static FileDigest read(Path file, PartPlan plan) throws IOException {
    long bytes = Files.size(file);
    if (bytes > plan.capacity()) {
      throw new IOException("a file of " + bytes + " bytes is more than an object can hold");
    }
    MessageDigest whole = Digests.sha256Digest();
    List<Digests> parts = new ArrayList<>();
    for (int part = 1; part <= plan.parts(bytes); part++) {
      long offset = plan.offset(part);
      parts.add(read(file, offset, Math.min(plan.size(part), bytes - offset), whole));
    }
    return new FileDigest(bytes, Digests.hex(whole.digest()), parts);
  }

  /** Reads a part of a file that still grows. */
  static Digests read(Path file, long offset, long length) throws IOException {
    return read(file, offset, length, Digests.sha256Digest());
  }

  /**
   * What S3 calls an object made of these parts: the MD5 of their MD5s, and their number; the MD5
   * of an object that was put at once.
   */
  String etag() {
    if (parts.size() == 1) {
      return parts.get(0).md5();
    }
    MessageDigest md5 = Digests.md5Digest();
    parts.forEach(part -> md5.update(HexFormat.of().parseHex(part.md5())));
    return Digests.hex(md5.digest()) + "-" + parts.size();
  }

  private static Digests read(Path file, long offset, long length, MessageDigest whole)
      throws IOException {
    MessageDigest md5 = Digests.md5Digest();
    MessageDigest sha256 = Digests.sha256Digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = FileRangeStream.open(file, offset, length)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        md5.update(buffer, 0, read);
        sha256.update(buffer, 0, read);
        whole.update(buffer, 0, read);
      }
    }
    return new Digests(Digests.hex(md5.digest()), Digests.hex(sha256.digest()));
  }
}
