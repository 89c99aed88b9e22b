package dev.sluice.recorder.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.sluice.recorder.upload.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/** Brings files out of a target; every byte is checked before it is written. */
final class FileOutlet {

  private final BackupTarget target;
  private final Transfer transfer;

  FileOutlet(BackupTarget target, Transfer transfer) {
    this.target = target;
    this.transfer = transfer;
  }

  /** A file of a snapshot that the target has not got as it should be. */
  static final class DamagedException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedException(SnapshotFile file, String how) {
      super(file.path().text() + " is damaged in the backup: " + how);
    }
  }

  private interface Sink {
    void write(byte[] chunk) throws IOException;
  }

  /**
   * Writes a file that is not there yet, and forces it to the disk.
   *
   * @throws DamagedException when it is not in the target as it should be; nothing is left then
   * @throws IOException when the disk, or the target, fails
   */
  void write(SnapshotFile file, Path place) throws IOException, DamagedException {
    try {
      try (FileChannel channel =
          FileChannel.open(place, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS))) {
        copy(
            file,
            chunk -> {
              ByteBuffer bytes = ByteBuffer.wrap(chunk);
              while (bytes.hasRemaining()) {
                channel.write(bytes);
              }
              transfer.copied(chunk.length);
            });
        channel.force(true);
      }
      Files.setLastModifiedTime(place, FileTime.from(file.modified()));
    } catch (DamagedException e) {
      Files.deleteIfExists(place);
      throw e;
    }
  }

  /** Reads a small file; it must not be longer than what may be in memory. */
  byte[] read(SnapshotFile file, int maxBytes) throws IOException, DamagedException {
    if (file.bytes() > maxBytes) {
      throw new DamagedException(file, "it is longer than " + maxBytes + " bytes");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) file.bytes());
    copy(file, bytes::writeBytes);
    return bytes.toByteArray();
  }

  private void copy(SnapshotFile file, Sink sink) throws IOException, DamagedException {
    MessageDigest whole = Digests.sha256Digest();
    boolean several = file.chunks().size() > 1;
    for (int i = 0; i < file.chunks().size(); i++) {
      byte[] chunk = chunk(file, i);
      if (several) {
        whole.update(chunk);
      }
      sink.write(chunk);
    }
    String sha256 = file.chunks().size() == 1 ? file.chunks().get(0) : Digests.hex(whole.digest());
    if (!sha256.equals(file.sha256())) {
      throw new DamagedException(file, "its chunks are whole, and its checksum differs");
    }
  }

  private byte[] chunk(SnapshotFile file, int index) throws IOException, DamagedException {
    String sha256 = file.chunks().get(index);
    Optional<byte[]> chunk = target.get(sha256, file.chunkBytes(index));
    if (chunk.isEmpty()) {
      throw new DamagedException(file, "chunk " + sha256 + " is missing, or of another length");
    }
    transfer.read(chunk.get().length);
    MessageDigest digest = Digests.sha256Digest();
    digest.update(chunk.get());
    if (!Digests.hex(digest.digest()).equals(sha256)) {
      throw new DamagedException(file, "chunk " + sha256 + " holds something else");
    }
    return chunk.get();
  }
}
