package dev.sluice.recorder.library;

import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One recording in the library. While it is being recorded, or has changes that are not saved, its
 * manifest is in memory; else only a summary is. Thread-safe.
 */
final class Entry {

  private enum Phase {
    /** It is being recorded by this server. */
    LIVE,
    /** A dead server left it as it is. */
    UNRECOVERED,
    SETTLED,
    /** Being deleted, or gone. */
    DELETED
  }

  private final RecordingFolder folder;
  private final Saving saving = new Saving();
  private Phase phase;

  /** Null when what is on the disk is all there is. */
  private Manifest unsaved;

  /** What was saved last, kept while it is live. */
  private Manifest saved;

  private volatile RecordingSummary summary;

  private Entry(RecordingFolder folder, Phase phase, Manifest manifest) {
    this.folder = folder;
    this.phase = phase;
    this.summary = summarize(manifest);
  }

  /** One that begins; its manifest is to be saved. */
  static Entry begun(RecordingFolder folder, Manifest manifest) {
    Entry entry = new Entry(folder, Phase.LIVE, manifest);
    entry.unsaved = manifest;
    return entry;
  }

  /** One that was found on the disk. */
  static Entry found(RecordingFolder folder, Manifest manifest) {
    boolean unfinished =
        manifest.state() == Manifest.State.RECORDING
            || manifest.files().stream()
                .anyMatch(file -> file.state() == ManifestFile.State.WRITING);
    return new Entry(folder, unfinished ? Phase.UNRECOVERED : Phase.SETTLED, manifest);
  }

  /** One that was found without a manifest; {@code made} is what could be made up for it. */
  static Entry foundWithoutManifest(RecordingFolder folder, Manifest made) {
    Entry entry = new Entry(folder, Phase.UNRECOVERED, made);
    entry.unsaved = made;
    return entry;
  }

  RecordingFolder folder() {
    return folder;
  }

  Saving saving() {
    return saving;
  }

  RecordingSummary summary() {
    return summary;
  }

  synchronized boolean deleted() {
    return phase == Phase.DELETED;
  }

  synchronized boolean unrecovered() {
    return phase == Phase.UNRECOVERED;
  }

  /** The whole manifest; read from the disk when it is not in memory. */
  synchronized Manifest manifest() throws IOException, ManifestException {
    if (unsaved != null) {
      return unsaved;
    }
    return saved != null ? saved : folder.load();
  }

  /**
   * Changes the manifest, in memory.
   *
   * @return false when it is being deleted
   */
  synchronized boolean update(UnaryOperator<Manifest> change)
      throws IOException, ManifestException {
    if (phase == Phase.DELETED) {
      return false;
    }
    Manifest before = manifest();
    Manifest after = change.apply(before);
    if (after.equals(before)) {
      return true;
    }
    if (!after.id().equals(folder.id())) {
      throw new IllegalArgumentException("a recording keeps its id");
    }
    if (after.state() != Manifest.State.RECORDING) {
      phase = Phase.SETTLED;
    }
    unsaved = after;
    summary = summarize(after);
    return true;
  }

  /** What is to be written to the disk; empty when nothing is. */
  synchronized Optional<Manifest> unsaved() {
    return phase == Phase.DELETED ? Optional.empty() : Optional.ofNullable(unsaved);
  }

  /** {@code manifest} is on the disk now. */
  synchronized void saved(Manifest manifest) {
    if (manifest.equals(unsaved)) {
      unsaved = null;
    }
    saved = phase == Phase.LIVE ? manifest : null;
  }

  /**
   * From now on nothing is written any more.
   *
   * @return false when it may not go now: it is being recorded, waits to be made whole, or somebody
   *     else deletes it
   */
  synchronized boolean beginDeletion() {
    if (phase != Phase.SETTLED) {
      return false;
    }
    phase = Phase.DELETED;
    return true;
  }

  /** It could not be deleted, and is as it was. */
  synchronized void cancelDeletion() {
    phase = Phase.SETTLED;
  }

  private RecordingSummary summarize(Manifest manifest) {
    return RecordingSummary.of(manifest, folder.roomFolder(), status(manifest));
  }

  private RecordingSummary.Status status(Manifest manifest) {
    return switch (phase) {
      case LIVE -> RecordingSummary.Status.RECORDING;
      case UNRECOVERED -> RecordingSummary.Status.RECOVERING;
      case SETTLED, DELETED ->
          manifest.state() == Manifest.State.INTERRUPTED
              ? RecordingSummary.Status.INTERRUPTED
              : RecordingSummary.Status.FINISHED;
    };
  }
}
