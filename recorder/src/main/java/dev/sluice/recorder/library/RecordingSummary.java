package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.StopReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the library remembers of each recording; everything else is read from its manifest.
 *
 * @param roomFolder the name of the room's folder, which is the room's own when that is fit for it
 * @param keepUntil until then retention leaves it alone; empty when it may go as others do
 */
public record RecordingSummary(
    RecordingId id,
    String room,
    String roomFolder,
    RecordingMode mode,
    String startedBy,
    Status status,
    Optional<StopReason> stopReason,
    Instant start,
    long durationMillis,
    List<File> files,
    Optional<Instant> keepUntil) {

  /** How far a recording is. */
  public enum Status {
    /** It goes on. */
    RECORDING,
    /** The server died during it, and its files are being made whole or wait for it. */
    RECOVERING,
    FINISHED,
    /** The server died during it; its files are whole again. */
    INTERRUPTED
  }

  /**
   * A file as the library remembers it.
   *
   * @param local whether the bytes are in the recording's folder
   * @param digested whether its checksum is known
   * @param codecs of its tracks, in their order
   */
  public record File(
      String name,
      String participant,
      String participantName,
      ManifestFile.State state,
      long offsetMillis,
      long durationMillis,
      long bytes,
      boolean local,
      boolean digested,
      Optional<ManifestUpload> upload,
      List<Codec> codecs) {

    public File {
      codecs = List.copyOf(codecs);
    }

    private static File of(ManifestFile file) {
      return new File(
          file.name(),
          file.participant(),
          file.participantName(),
          file.state(),
          file.offsetMillis(),
          file.durationMillis(),
          file.bytes(),
          file.local(),
          file.sha256().isPresent(),
          file.upload(),
          file.tracks().stream().map(track -> track.format().codec()).toList());
    }

    /** True when it is of whom has this id or name. */
    public boolean isOf(String who) {
      return participant.equals(who) || participantName.equals(who);
    }

    /** True when it is whole: it plays everywhere and will not change any more. */
    public boolean whole() {
      return state == ManifestFile.State.FINISHED || state == ManifestFile.State.RECOVERED;
    }

    /** True when the whole file is in a store, and was verified there. */
    public boolean remote() {
      return upload.isPresent();
    }

    /** True when it can go to a store, and is not known to be there. */
    public boolean uploadable() {
      return local && whole() && !remote();
    }
  }

  public RecordingSummary {
    files = List.copyOf(files);
  }

  static RecordingSummary of(Manifest manifest, String roomFolder, Status status) {
    return new RecordingSummary(
        manifest.id(),
        manifest.room(),
        roomFolder,
        manifest.mode(),
        manifest.startedBy(),
        status,
        manifest.stopReason(),
        manifest.start(),
        manifest.durationMillis(),
        manifest.files().stream().map(File::of).toList(),
        manifest.keepUntil());
  }

  public Optional<File> file(String name) {
    return files.stream().filter(file -> file.name().equals(name)).findFirst();
  }

  /** When it ended; of one that goes on, as far as it is known to have gone. */
  public Instant end() {
    return start.plus(Duration.ofMillis(durationMillis));
  }

  /** The bytes of all files, wherever they are; what is being written does not count yet. */
  public long bytes() {
    return files.stream().mapToLong(File::bytes).sum();
  }

  /** The bytes of the files that are in its folder. */
  public long localBytes() {
    return files.stream().filter(File::local).mapToLong(File::bytes).sum();
  }

  /** True when nothing of it will change by itself. */
  public boolean settled() {
    return status == Status.FINISHED || status == Status.INTERRUPTED;
  }
}
