package dev.sluice.recorder.upload;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link UploadState}s on disk, one small file each, replaced as a whole: {@code
 * .uploads/ID-HASH.json}, and an empty {@code .uploads/ID.manifest} for each recording whose
 * manifest is to be sent. What cannot be read is dropped: at worst, something is sent twice.
 */
final class Journal {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final String STATE = ".json";
  private static final String MANIFEST = ".manifest";
  private static final long MAX_STATE_BYTES = 16 << 20;
  private static final int NAME_HASH_DIGITS = 16;

  private final ObjectMapper json =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private final Path directory;

  /**
   * @param directory created when something is saved
   */
  Journal(Path directory) {
    this.directory = directory;
  }

  void save(UploadState state) throws IOException {
    Files.createDirectories(directory);
    Path file = file(state);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, json.writeValueAsBytes(state));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void remove(UploadState state) throws IOException {
    Files.deleteIfExists(file(state));
  }

  List<UploadState> states() throws IOException {
    List<UploadState> states = new ArrayList<>();
    for (Path file : files(STATE)) {
      UploadState state = read(file);
      if (state == null) {
        log.warn("upload state {} is unreadable: its upload begins anew", file.getFileName());
        Files.deleteIfExists(file);
      } else {
        states.add(state);
      }
    }
    return states;
  }

  void saveManifest(RecordingId recording) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve(recording.value() + MANIFEST);
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
  }

  void removeManifest(RecordingId recording) throws IOException {
    Files.deleteIfExists(directory.resolve(recording.value() + MANIFEST));
  }

  List<RecordingId> manifests() throws IOException {
    return files(MANIFEST).stream()
        .map(file -> file.getFileName().toString().replace(MANIFEST, ""))
        .filter(RecordingId::isValid)
        .map(RecordingId::new)
        .toList();
  }

  private List<Path> files(String suffix) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().endsWith(suffix)).sorted().toList();
    }
  }

  /** Null when it is no state, or one of another version. */
  private UploadState read(Path file) {
    try {
      if (Files.size(file) > MAX_STATE_BYTES) {
        return null;
      }
      UploadState state = json.readValue(Files.readAllBytes(file), UploadState.class);
      boolean whole =
          state.version() == UploadState.VERSION
              && RecordingId.isValid(state.recording())
              && state.name() != null
              && state.key() != null
              && state.uploadId() != null
              && state.plan() != null
              && state.phase() != null
              && file(state).equals(file);
      return whole ? state : null;
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private Path file(UploadState state) {
    String hash = Digests.of(state.name().getBytes(UTF_8)).sha256().substring(0, NAME_HASH_DIGITS);
    return directory.resolve(state.recording() + "-" + hash + STATE);
  }
}
