package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds out at start what is to be uploaded, and how far that was. */
final class LoadTask extends UploadTask {

  private final UploadSource source;
  private final Journal journal;
  private final Consumer<Loaded> then;

  /**
   * @param then takes over what was found, holding the lock
   */
  LoadTask(UploadSource source, Journal journal, Consumer<Loaded> then) {
    this.source = source;
    this.journal = journal;
    this.then = then;
  }

  /** A file that waits, with its size and when it was last written. */
  record Waiting(UploadFile file, long bytes, long sinceMillis) {}

  /**
   * What there is.
   *
   * @param states by name of the file
   */
  record Loaded(
      List<Waiting> waiting, Map<String, UploadState> states, List<RecordingId> manifests) {}

  @Override
  Optional<Subject> subject() {
    return Optional.empty();
  }

  @Override
  Optional<Work> next() {
    return Optional.of(new Load());
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
      Map<String, UploadState> states = new HashMap<>();
      journal.states().forEach(state -> states.put(state.name(), state));
      List<Waiting> waiting = new ArrayList<>();
      for (UploadFile file : source.pending()) {
        try {
          waiting.add(
              new Waiting(
                  file,
                  Files.size(file.path()),
                  Files.getLastModifiedTime(file.path()).toMillis()));
        } catch (NoSuchFileException e) {
          // deleted meanwhile
        }
      }
      loaded = new Loaded(waiting, states, journal.manifests());
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
