package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.upload.UploadState.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds out at start what is to be uploaded, and how far that was. */
final class LoadTask extends UploadTask {

  private final UploadOptions options;
  private final UploadSource source;
  private final Journal journal;
  private final Path recordings;
  private final Consumer<Loaded> then;

  /**
   * @param recordings the recordings' directory
   * @param then takes over what was found, holding the lock
   */
  LoadTask(
      UploadOptions options,
      UploadSource source,
      Journal journal,
      Path recordings,
      Consumer<Loaded> then) {
    this.options = options;
    this.source = source;
    this.journal = journal;
    this.recordings = recordings.toAbsolutePath().normalize();
    this.then = then;
  }

  /** A file for which something is to be done. */
  record Waiting(UploadFile file, UploadProgress progress) {}

  /** What there is. */
  record Loaded(List<Waiting> files, List<RecordingId> manifests) {}

  @Override
  Optional<Subject> subject() {
    return Optional.empty();
  }

  @Override
  Optional<Work> next() {
    return Optional.of(new Load());
  }

  private Loaded load() throws IOException {
    Map<String, UploadState> states = new LinkedHashMap<>();
    journal.states().forEach(state -> states.put(state.name(), state));
    List<Waiting> files = new ArrayList<>();
    for (UploadFile file : source.pending()) {
      UploadState state = states.remove(file.name());
      UploadProgress progress = progress(file, state);
      try {
        progress.finish(Files.size(file.path()), Files.getLastModifiedTime(file.path()).toMillis());
        files.add(new Waiting(file, progress));
      } catch (NoSuchFileException e) {
        // deleted meanwhile
      }
    }
    states.values().forEach(state -> leftover(state).ifPresent(files::add));
    return new Loaded(files, journal.manifests());
  }

  /**
   * @param state null when there is none
   */
  private UploadProgress progress(UploadFile file, UploadState state) {
    String key = options.prefix() + file.name();
    if (state == null) {
      return UploadProgress.look(file, key, options.parts());
    }
    return state.phase() == Phase.ABANDONED
        ? new UploadProgress(file, key, options.parts())
        : UploadProgress.resume(file, state);
  }

  /** A file that does not wait: it was verified, and only that was not noted; or it is gone. */
  private Optional<Waiting> leftover(UploadState state) {
    Path path = recordings.resolve(state.name()).normalize();
    if (!path.startsWith(recordings)) {
      return Optional.empty();
    }
    UploadFile file =
        new UploadFile(new RecordingId(state.recording()), state.name(), path, state.sinceMillis());
    UploadProgress progress = UploadProgress.resume(file, state);
    if (state.phase() != Phase.VERIFIED || state.verified().isEmpty()) {
      progress.abandon();
    }
    return Optional.of(new Waiting(file, progress));
  }

  /** Reads it all. */
  private final class Load extends Work {

    private Loaded loaded;

    @Override
    boolean needsStore() {
      return false;
    }

    @Override
    void run() throws IOException {
      loaded = load();
    }

    @Override
    Optional<String> settle() {
      then.accept(loaded);
      return Optional.empty();
    }

    @Override
    boolean ends() {
      return true;
    }
  }
}
