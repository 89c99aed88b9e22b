package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.RecordedTrack.Source;
import dev.sluice.recorder.RecorderEvent.FileRecovered;
import dev.sluice.recorder.RecordingObserver;
import dev.sluice.recorder.RecordingSink.ClockBasis;
import dev.sluice.recorder.StopReason;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a recording that a dead server left: makes its files whole, and its manifest say what is in
 * them. Each file is noted when it is done, so that dying during recovery costs the present file
 * only. Blocks; runs on the library's thread for long work.
 */
final class Recovery {

  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  /** A file from which on it is said before that work on it begins. */
  private static final long LARGE_BYTES = 256L << 20;

  private final FileRepair repair;
  private final Changes changes;
  private final RecordingObserver observer;
  private final InstantSource clock;

  /** How recovery changes the library. */
  interface Changes {

    void update(Entry entry, java.util.function.UnaryOperator<Manifest> change)
        throws IOException, ManifestException;

    /** A file is whole, and can be treated as one that was finished in order. */
    void recovered(RecordingFile file);
  }

  Recovery(FileRepair repair, Changes changes, RecordingObserver observer, InstantSource clock) {
    this.repair = repair;
    this.changes = changes;
    this.observer = observer;
    this.clock = clock;
  }

  /**
   * Recovers one recording.
   *
   * @throws IOException when the disk fails or is full; what was done until then is kept
   */
  void run(Entry entry) throws IOException, ManifestException {
    RecordingFolder folder = entry.folder();
    Manifest before = entry.manifest();
    List<String> onDisk = folder.mediaFiles();
    TreeSet<String> names = new TreeSet<>(onDisk);
    before.files().forEach(file -> names.add(file.name()));
    int whole = 0;
    int given = 0;
    for (String name : names) {
      ManifestFile known = before.file(name).orElse(null);
      if (known != null && known.state() != ManifestFile.State.WRITING) {
        continue;
      }
      if (!onDisk.contains(name)) {
        changes.update(
            entry, manifest -> manifest.withFile(known.damaged(0, "the file is missing")));
        log.warn("lost file={} recording={}: it is missing", name, folder.id());
      } else if (recover(entry, before, known, name)) {
        whole++;
      } else {
        given++;
      }
    }
    changes.update(entry, Recovery::ended);
    log.info(
        "recovered recording={} room={} files={} damaged={} durationMillis={}",
        folder.id(),
        folder.roomFolder(),
        whole,
        given,
        entry.summary().durationMillis());
  }

  /** False when nothing could be saved. */
  private boolean recover(Entry entry, Manifest manifest, ManifestFile known, String name)
      throws IOException, ManifestException {
    RecordingFolder folder = entry.folder();
    BasicFileAttributes attributes = folder.attributes(name);
    if (attributes.size() == 0) {
      // begun, and nothing came
      folder.delete(name);
      changes.update(entry, now -> without(now, name));
      return false;
    }
    if (attributes.size() >= LARGE_BYTES) {
      log.info("recovering file={} bytes={} recording={}", name, attributes.size(), folder.id());
    }
    Instant lastWritten = attributes.lastModifiedTime().toInstant();
    FileRepair.Outcome outcome = repair.repair(folder, name);
    if (outcome instanceof FileRepair.Outcome.Whole found) {
      ManifestFile file = known == null ? madeUp(name, manifest, found, lastWritten) : known;
      ManifestFile done =
          file.finished(
              ManifestFile.State.RECOVERED,
              found.durationMillis(),
              found.bytes(),
              tracks(file.tracks(), found.tracks()));
      changes.update(entry, now -> now.withFile(done));
      observer.onEvent(
          new FileRecovered(
              folder.id(),
              folder.file(name).relative(),
              found.bytes(),
              TimeUnit.MILLISECONDS.toNanos(found.durationMillis())));
      changes.recovered(folder.file(name));
      return true;
    }
    String why = ((FileRepair.Outcome.Hopeless) outcome).why();
    ManifestFile file =
        known == null ? ManifestFile.begin(name, who(name), "", 0, List.of()) : known;
    changes.update(entry, now -> now.withFile(file.damaged(attributes.size(), why)));
    log.warn(
        "cannot recover file={} bytes={} recording={}, kept as it is: {}",
        name,
        attributes.size(),
        folder.id(),
        why);
    return false;
  }

  private static Manifest without(Manifest manifest, String name) {
    return manifest.withFiles(
        manifest.files().stream().filter(file -> !file.name().equals(name)).toList());
  }

  private static Manifest ended(Manifest manifest) {
    if (manifest.state() != Manifest.State.RECORDING) {
      return manifest;
    }
    long end =
        manifest.files().stream()
            .mapToLong(file -> file.offsetMillis() + file.durationMillis())
            .max()
            .orElse(0);
    return manifest.ended(
        Manifest.State.INTERRUPTED, StopReason.CRASH, Math.max(end, manifest.durationMillis()));
  }

  /**
   * A file that no manifest knows. When it does not say when it began, it is taken to have ended
   * when it was last written.
   */
  private ManifestFile madeUp(
      String name, Manifest manifest, FileRepair.Outcome.Whole found, Instant lastWritten) {
    Instant now = clock.instant();
    Instant end = lastWritten.isAfter(now) ? now : lastWritten;
    Instant start = found.start().orElse(end.minusMillis(found.durationMillis()));
    long offset = Duration.between(manifest.start(), start).toMillis();
    return ManifestFile.begin(
        name,
        found.participant().orElse(who(name)),
        who(name),
        Math.min(Math.max(0, offset), Manifest.MAX_MILLIS),
        List.of());
  }

  /** Who is in a file, as its name has it. */
  private static String who(String name) {
    int end = name.indexOf('_', 1);
    return end < 0 ? "" : name.substring(0, end);
  }

  /** What the manifest knew of the tracks, with what was found in the file. */
  private static List<ManifestTrack> tracks(
      List<ManifestTrack> known, List<FileRepair.FoundTrack> found) {
    Map<Integer, ManifestTrack> byNumber = new HashMap<>();
    known.forEach(track -> byNumber.put(track.number(), track));
    List<ManifestTrack> tracks = new ArrayList<>();
    for (FileRepair.FoundTrack track : found) {
      ManifestTrack before = byNumber.get(track.number());
      tracks.add(
          before == null ? madeUp(track) : before.withFrames(track.frames(), track.keyframes()));
    }
    return tracks;
  }

  private static ManifestTrack madeUp(FileRepair.FoundTrack found) {
    boolean audio = found.codec() == Codec.OPUS;
    return new ManifestTrack(
        found.number(),
        "",
        audio ? Kind.AUDIO : Kind.VIDEO,
        audio ? Source.MICROPHONE : Source.CAMERA,
        "",
        new ManifestTrack.Format(
            found.codec(), "", found.width(), found.height(), found.sampleRate(), found.channels()),
        new ManifestTrack.Counts(found.frames(), found.keyframes(), 0, 0, Map.of()),
        List.of(),
        0,
        ClockBasis.ARRIVAL,
        OptionalLong.empty());
  }
}
