package dev.sluice.recorder.backup;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A target with room for some chunks. */
final class FullTarget implements BackupTarget {

  private final BackupTarget target;
  private int room;

  FullTarget(BackupTarget target, int room) {
    this.target = target;
    this.room = room;
  }

  @Override
  public String name() {
    return target.name();
  }

  @Override
  public boolean has(String sha256, int bytes) throws IOException {
    return target.has(sha256, bytes);
  }

  @Override
  public void put(String sha256, byte[] data, int length) throws IOException {
    if (room == 0) {
      throw new IOException("No space left on device");
    }
    room--;
    target.put(sha256, data, length);
  }

  @Override
  public Optional<byte[]> get(String sha256, int bytes) throws IOException {
    return target.get(sha256, bytes);
  }

  @Override
  public List<SnapshotId> snapshots() throws IOException {
    return target.snapshots();
  }

  @Override
  public byte[] snapshot(SnapshotId id) throws IOException, BackupException {
    return target.snapshot(id);
  }

  @Override
  public void putSnapshot(SnapshotId id, byte[] document) throws IOException {
    target.putSnapshot(id, document);
  }

  @Override
  public void deleteSnapshot(SnapshotId id) throws IOException {
    target.deleteSnapshot(id);
  }

  @Override
  public Swept sweep(Predicate<String> wanted) throws IOException {
    return target.sweep(wanted);
  }

  @Override
  public void close() {
    target.close();
  }
}
