package dev.sluice.recorder.backup;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.backup.Backup.Reading;
import dev.sluice.recorder.backup.BackupSource.StateFile;
import dev.sluice.recorder.backup.RestoreOptions.Existing;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.Samples;
import dev.sluice.recorder.upload.Digests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A recordings' directory, a folder of backups, and a clock that stands still. */
final class BackupStage {

  static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  static final Duration KEEP = Duration.ofDays(1);

  /** Longer ago than file systems' clocks are coarse. */
  private static final FileTime LONG_AGO = FileTime.from(NOW.minusSeconds(3600));

  final Path records;
  final Path backups;
  final Path denyList;
  Instant now = NOW;
  Transfer.Progress progress;

  BackupStage(Path directory) throws IOException, BackupException {
    records = Files.createDirectory(directory.resolve("records"));
    backups = directory.resolve("backups");
    denyList = directory.resolve("deny.json");
    FolderTarget.initialise(backups);
  }

  static byte[] media(int seed, int bytes) {
    byte[] data = new byte[bytes];
    new Random(seed).nextBytes(data);
    return data;
  }

  /** A finished recording of one file, whose manifest knows its checksum. */
  RecordingId recorded(int number, String room, byte[] media) throws IOException {
    RecordingId id = Samples.id(number);
    ManifestFile file =
        Samples.whole("a_camera_001.webm", media.length).withSha256(Digests.of(media).sha256());
    record(Samples.finished(id, room, file), Map.of(file.name(), media));
    return id;
  }

  RecordingFolder record(Manifest manifest, Map<String, byte[]> media) throws IOException {
    RecordingFolder folder = RecordingFolder.create(records, manifest.id(), manifest.room());
    for (Map.Entry<String, byte[]> file : media.entrySet()) {
      try (FileChannel channel = folder.create(file.getKey())) {
        channel.write(ByteBuffer.wrap(file.getValue()));
      }
      Files.setLastModifiedTime(folder.file(file.getKey()).path(), LONG_AGO);
    }
    folder.save(manifest);
    return folder;
  }

  Path file(String room, RecordingId id, String name) {
    return records.resolve(room).resolve(id.value()).resolve(name);
  }

  Transfer transfer() {
    return new Transfer(0, System::nanoTime, nanos -> {}, told -> {});
  }

  Snapshot backup() throws BackupException {
    return backup(Reading.WHAT_CHANGED);
  }

  /** Each run is some minutes after the one before. */
  Snapshot backup(Reading reading) throws BackupException {
    try (FolderTarget target = FolderTarget.open(backups)) {
      return backup(target, reading);
    }
  }

  Snapshot backup(BackupTarget target, Reading reading) throws BackupException {
    now = now.plusSeconds(600);
    Transfer transfer = transfer();
    Snapshot snapshot = Backup.run(source(), target, reading, transfer, () -> now);
    progress = transfer.progress();
    return snapshot;
  }

  private BackupSource source() {
    return new BackupSource(records, state());
  }

  List<StateFile> state() {
    return List.of(new StateFile("deny-list", denyList));
  }

  RestoreResult restore() throws BackupException {
    return restore(records, Selection.ALL, Existing.LEAVE);
  }

  RestoreResult restore(Path directory, Selection selection, Existing existing)
      throws BackupException {
    try (FolderTarget target = FolderTarget.openToRead(backups)) {
      return restore(
          target,
          Snapshots.read(target, Snapshots.latest(target)),
          new RestoreOptions(directory, selection, existing, KEEP, state()));
    }
  }

  RestoreResult restore(BackupTarget target, Snapshot snapshot, RestoreOptions options)
      throws BackupException {
    return Restore.run(target, snapshot, options, transfer(), () -> now);
  }

  /** All files that the target has as chunks. */
  List<Path> chunks() throws IOException {
    return files(backups.resolve("chunks"));
  }

  static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Contents by path, without what begins with a dot. */
  static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : files(directory)) {
      String name = directory.relativize(file).toString();
      if (!name.startsWith(".")) {
        contents.put(name, Digests.of(Files.readAllBytes(file)).sha256());
      }
    }
    return contents;
  }

  static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(directory)) {
      all = new ArrayList<>(files.toList());
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.delete(all.get(i));
    }
  }
}
