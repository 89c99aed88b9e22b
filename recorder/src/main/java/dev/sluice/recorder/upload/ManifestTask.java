package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/** Sends the manifest of a recording, as often as it changes. */
final class ManifestTask extends UploadTask {

  /** No manifest is near that. */
  private static final long MAX_BYTES = 64 << 20;

  private final RecordingId recording;
  private final String prefix;
  private final UploadSource source;
  private final ObjectStore store;
  private final StepRunner runner;
  private final Journal journal;

  /** How often it was said to have changed. */
  private long changes;

  private boolean noted;
  private boolean forgotten;

  /** Where one may be that this put there; null while none can be. Only whoever works uses it. */
  private String key;

  ManifestTask(
      RecordingId recording,
      String prefix,
      UploadSource source,
      ObjectStore store,
      StepRunner runner,
      Journal journal) {
    this.recording = recording;
    this.prefix = prefix;
    this.source = source;
    this.store = store;
    this.runner = runner;
    this.journal = journal;
  }

  RecordingId recording() {
    return recording;
  }

  void changed() {
    changes++;
  }

  void forget() {
    forgotten = true;
  }

  @Override
  void vanished() {
    forgotten = true;
  }

  @Override
  Optional<Subject> subject() {
    return Optional.of(new Subject(recording, "manifest.json"));
  }

  @Override
  Optional<Work> next() {
    return Optional.of(forgotten ? new Forget() : noted ? new Send(changes) : new Note());
  }

  /** Notes on disk that it must be sent. */
  private final class Note extends Work {

    @Override
    boolean needsStore() {
      return false;
    }

    @Override
    void run() throws IOException {
      journal.saveManifest(recording);
    }

    @Override
    Optional<String> settle() {
      noted = true;
      return Optional.empty();
    }

    @Override
    boolean ends() {
      return false;
    }
  }

  /** Sends it, and looks whether it is there. */
  private final class Send extends Work {

    private final long change;
    private Optional<String> loss = Optional.empty();
    private boolean sent;
    private boolean gone;

    Send(long change) {
      this.change = change;
    }

    @Override
    boolean needsStore() {
      return true;
    }

    @Override
    void run() throws StoreException, IOException {
      Optional<UploadFile> manifest = source.manifest(recording);
      if (manifest.isEmpty()) {
        gone = true;
        return;
      }
      UploadFile file = manifest.get();
      if (Files.size(file.path()) > MAX_BYTES) {
        throw new IOException("a manifest of more than " + MAX_BYTES + " bytes");
      }
      Content.Bytes content = new Content.Bytes(Files.readAllBytes(file.path()));
      key = prefix + file.name();
      store.put(key, content, file.contentType());
      if (source.manifest(recording).isEmpty()) {
        // the deletion may have gone through the store before this came
        gone = true;
        return;
      }
      FileDigest digest =
          new FileDigest(content.length(), content.digests().sha256(), List.of(content.digests()));
      StepOutcome seen = runner.verify(key, digest);
      if (!(seen instanceof StepOutcome.Matched)) {
        loss = Optional.of("the store has not got the manifest that it took");
      }
    }

    @Override
    Optional<String> settle() {
      forgotten |= gone;
      sent = !gone && loss.isEmpty() && change == changes;
      return loss;
    }

    @Override
    void persist() throws IOException {
      if (sent) {
        journal.removeManifest(recording);
      }
    }

    @Override
    boolean ends() {
      if (sent && change != changes) {
        // it changed while that was noted
        noted = false;
        return false;
      }
      return sent;
    }
  }

  /** The recording is deleted: so is what was put there meanwhile. */
  private final class Forget extends Work {

    @Override
    boolean needsStore() {
      return key != null;
    }

    @Override
    void run() throws StoreException, IOException {
      if (key != null && source.manifest(recording).isEmpty()) {
        store.delete(key);
      }
      journal.removeManifest(recording);
    }

    @Override
    Optional<String> settle() {
      return Optional.empty();
    }

    @Override
    boolean ends() {
      return true;
    }
  }
}
