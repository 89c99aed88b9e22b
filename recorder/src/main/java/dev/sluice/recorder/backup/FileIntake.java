package dev.sluice.recorder.backup;

import dev.sluice.recorder.backup.Backup.Reading;
import dev.sluice.recorder.upload.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings files into a target: each chunk is read once, and written when it is not there yet. */
final class FileIntake {

  private static final int READ_BYTES = 1 << 20;

  private final BackupTarget target;
  private final Transfer transfer;
  private final Former former;
  private final Reading reading;
  private final byte[] chunk = new byte[Snapshot.CHUNK_BYTES];

  /**
   * @param former where files are looked up before they are read
   */
  FileIntake(BackupTarget target, Transfer transfer, Former former, Reading reading) {
    this.target = target;
    this.transfer = transfer;
    this.former = former;
    this.reading = reading;
  }

  /** Opens a file to be read; the caller closes it. */
  @FunctionalInterface
  interface Opener {
    FileChannel open() throws IOException;
  }

  /**
   * Takes a file as it is now; it is not read when it looks as it did in the snapshot before.
   *
   * @param attributes as they were before it is opened
   * @throws IOException when the file cannot be read
   * @throws BackupException when the target fails
   */
  SnapshotFile take(SnapshotPath path, BasicFileAttributes attributes, Opener opener)
      throws IOException, BackupException {
    Instant modified = attributes.lastModifiedTime().toInstant();
    if (reading == Reading.WHAT_CHANGED) {
      Optional<SnapshotFile> same = former.unchanged(path, attributes.size(), modified);
      if (same.isPresent() && has(same.get())) {
        return same.get();
      }
    }
    try (FileChannel channel = opener.open()) {
      return take(path, channel, modified);
    }
  }

  /** Takes what is there of a file, as far as it has grown now. */
  private SnapshotFile take(SnapshotPath path, FileChannel file, Instant modified)
      throws IOException, BackupException {
    long size = file.size();
    MessageDigest whole = Digests.sha256Digest();
    List<String> chunks = new ArrayList<>();
    long bytes = 0;
    int length = Snapshot.CHUNK_BYTES;
    while (bytes < size && length == Snapshot.CHUNK_BYTES) {
      length = fill(file, bytes, (int) Math.min(Snapshot.CHUNK_BYTES, size - bytes));
      if (length > 0) {
        if (size > Snapshot.CHUNK_BYTES) {
          whole.update(chunk, 0, length);
        }
        chunks.add(put(length));
        bytes += length;
      }
    }
    // one chunk is the whole file: it need not be summed up twice
    String sha256 =
        size <= Snapshot.CHUNK_BYTES && chunks.size() == 1
            ? chunks.get(0)
            : Digests.hex(whole.digest());
    return new SnapshotFile(path, bytes, modified, sha256, chunks);
  }

  /** Takes a small file that was read already. */
  SnapshotFile take(SnapshotPath path, byte[] content, Instant modified) throws BackupException {
    List<String> chunks = new ArrayList<>();
    MessageDigest whole = Digests.sha256Digest();
    whole.update(content);
    for (int at = 0; at < content.length; at += Snapshot.CHUNK_BYTES) {
      int length = Math.min(Snapshot.CHUNK_BYTES, content.length - at);
      System.arraycopy(content, at, chunk, 0, length);
      chunks.add(put(length));
    }
    return new SnapshotFile(path, content.length, modified, Digests.hex(whole.digest()), chunks);
  }

  /** How much was there; less than wanted when the file was cut meanwhile. */
  private int fill(FileChannel file, long position, int wanted) throws IOException {
    int length = 0;
    while (length < wanted) {
      ByteBuffer buffer = ByteBuffer.wrap(chunk, length, Math.min(READ_BYTES, wanted - length));
      int read = file.read(buffer, position + length);
      if (read < 0) {
        return length;
      }
      length += read;
      transfer.read(read);
    }
    return length;
  }

  private String put(int length) throws BackupException {
    MessageDigest digest = Digests.sha256Digest();
    digest.update(chunk, 0, length);
    String sha256 = Digests.hex(digest.digest());
    try {
      if (!isThere(sha256, length)) {
        target.put(sha256, chunk, length);
        transfer.copied(length);
      }
      return sha256;
    } catch (IOException e) {
      throw new BackupException(
          target.name() + " cannot be written: " + AwayException.reason(e), e);
    }
  }

  /** One that the target's disk damaged is not there when everything is read: it is put anew. */
  private boolean isThere(String sha256, int length) throws IOException {
    if (!target.has(sha256, length)) {
      return false;
    }
    return reading == Reading.WHAT_CHANGED || isIntact(sha256, length);
  }

  private boolean isIntact(String sha256, int length) {
    try {
      return target
          .get(sha256, length)
          .filter(data -> Digests.hex(Digests.sha256Digest().digest(data)).equals(sha256))
          .isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether the target has all of a file. */
  boolean has(SnapshotFile file) throws BackupException {
    try {
      for (int i = 0; i < file.chunks().size(); i++) {
        if (!target.has(file.chunks().get(i), file.chunkBytes(i))) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new BackupException(target.name() + " cannot be read: " + AwayException.reason(e), e);
    }
  }
}
