package dev.sluice.recorder.library;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One file of a recording.
 *
 * @param name in the recording's folder, see {@link SafeNames#isFile}
 * @param participant id of who publishes what is in it
 * @param participantName for people; may be empty
 * @param offsetMillis from the recording's start to the file's timestamp 0
 * @param durationMillis of its media; 0 while it is being written
 * @param bytes 0 while it is being written
 * @param sha256 in lower-case hexadecimal, once it was computed
 * @param upload empty as long as it is not known to be in a store
 * @param localDeletedAt when the local file was deleted; empty while it is there
 * @param note why it is damaged, for people; else empty
 */
public record ManifestFile(
    String name,
    String participant,
    String participantName,
    State state,
    long offsetMillis,
    long durationMillis,
    long bytes,
    Optional<String> sha256,
    List<ManifestTrack> tracks,
    Optional<ManifestUpload> upload,
    Optional<Instant> localDeletedAt,
    String note) {

  /** How far a file is. */
  public enum State {
    /** It grows, or the server died while it did. */
    WRITING,
    /** It has its duration and its index. */
    FINISHED,
    /** The same, but it was made whole after the server had died. */
    RECOVERED,
    /** It could not be made whole, and is kept as it is. */
    DAMAGED
  }

  public ManifestFile {
    tracks = List.copyOf(tracks);
    if (!SafeNames.isFile(name)) {
      throw new IllegalArgumentException("not the name of a recording's file");
    }
    if (bytes < 0
        || durationMillis < 0
        || durationMillis > Manifest.MAX_MILLIS
        || offsetMillis < -Manifest.MAX_MILLIS
        || offsetMillis > Manifest.MAX_MILLIS) {
      throw new IllegalArgumentException("a time or size of " + name + " is out of range");
    }
  }

  /** A file that is begun. */
  public static ManifestFile begin(
      String name,
      String participant,
      String participantName,
      long offsetMillis,
      List<ManifestTrack> tracks) {
    return new ManifestFile(
        name,
        participant,
        participantName,
        State.WRITING,
        offsetMillis,
        0,
        0,
        Optional.empty(),
        tracks,
        Optional.empty(),
        Optional.empty(),
        "");
  }

  /** True when it is whole: it plays everywhere and will not change any more. */
  public boolean whole() {
    return state == State.FINISHED || state == State.RECOVERED;
  }

  /** True while the bytes are in the recording's folder. */
  public boolean local() {
    return localDeletedAt.isEmpty();
  }

  /** True when the whole file is in a store, and was verified there. */
  public boolean remote() {
    return upload.isPresent();
  }

  /** The same, finished; the digest is computed later. */
  public ManifestFile finished(
      State how, long newDurationMillis, long newBytes, List<ManifestTrack> newTracks) {
    return new ManifestFile(
        name,
        participant,
        participantName,
        how,
        offsetMillis,
        newDurationMillis,
        newBytes,
        Optional.empty(),
        newTracks,
        upload,
        localDeletedAt,
        note);
  }

  ManifestFile withTracks(List<ManifestTrack> others) {
    return new ManifestFile(
        name,
        participant,
        participantName,
        state,
        offsetMillis,
        durationMillis,
        bytes,
        sha256,
        others,
        upload,
        localDeletedAt,
        note);
  }

  public ManifestFile withSha256(String digest) {
    return copy(Optional.of(digest), upload, localDeletedAt);
  }

  public ManifestFile withUpload(ManifestUpload other) {
    return copy(sha256, Optional.of(other), localDeletedAt);
  }

  /**
   * The same, brought back from a backup: it is here, and whether a store has it, too, is to be
   * found out.
   */
  public ManifestFile restored() {
    return copy(sha256, Optional.empty(), Optional.empty());
  }

  public ManifestFile withLocalDeleted(Instant at) {
    return copy(sha256, upload, Optional.of(at));
  }

  /** The same, given up. */
  public ManifestFile damaged(long actualBytes, String why) {
    return new ManifestFile(
        name,
        participant,
        participantName,
        State.DAMAGED,
        offsetMillis,
        durationMillis,
        actualBytes,
        sha256,
        tracks,
        upload,
        localDeletedAt,
        why);
  }

  private ManifestFile copy(
      Optional<String> newSha256, Optional<ManifestUpload> newUpload, Optional<Instant> deleted) {
    return new ManifestFile(
        name,
        participant,
        participantName,
        state,
        offsetMillis,
        durationMillis,
        bytes,
        newSha256,
        tracks,
        newUpload,
        deleted,
        note);
  }
}
