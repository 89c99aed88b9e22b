package dev.sluice.server.app;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.StopReason;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.RecordingFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** A machine with one recording and an audit log, and what commands say that run on it. */
final class BackupCommandStage {

  static final RecordingId ID = new RecordingId("20200101T000000Z-4f9a1c");
  static final String FILE = "a_camera_001.webm";

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  final Path records;
  final Path audit;
  private final Path variables;

  BackupCommandStage(Path directory) throws IOException {
    records = Files.createDirectory(directory.resolve("records"));
    audit = directory.resolve("audit.log");
    variables = directory.resolve("env");
    Files.writeString(audit, "today\n");
    Files.writeString(directory.resolve("audit.log.2026-11-25.0"), "yesterday\n");
    Files.writeString(directory.resolve("audit.log.bak"), "foreign\n");
    setBesides(Map.of());
    ManifestFile file =
        ManifestFile.begin(FILE, "a", "a", 0, List.of())
            .finished(ManifestFile.State.FINISHED, 1000, 5, List.of());
    Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
    Manifest manifest =
        Manifest.begin(ID, "blue", RecordingMode.PER_PARTICIPANT, "api", longAgo)
            .withFile(file)
            .ended(Manifest.State.FINISHED, StopReason.REQUESTED, 1000);
    RecordingFolder folder = RecordingFolder.create(records, ID, "blue");
    Files.writeString(folder.file(FILE).path(), "media");
    folder.save(manifest);
  }

  /** These variables are set besides those of what is there. */
  void setBesides(Map<String, String> more) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("RECORD_DIR=").append(records).append("\nAUDIT_LOG=").append(audit);
    text.append("\nRECORD_MAX_AGE_DAYS=1\nTLS_CERT_FILE=none\nTLS_KEY_FILE=none\n");
    more.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Files.writeString(variables, text);
  }

  /** Runs a command to its end, and says its exit code. */
  int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> words = new ArrayList<>(List.of(arguments));
    words.add("--env-file");
    words.add(variables.toString());
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(words.toArray(String[]::new));
  }

  /** All that was said. */
  String said() {
    return out + "" + err;
  }

  Path media() {
    return records.resolve("blue").resolve(ID.value()).resolve(FILE);
  }

  /** As retention does, or somebody who deletes it. */
  void deleteRecording() throws IOException {
    Files.delete(media());
    Files.delete(media().resolveSibling(RecordingFolder.MANIFEST));
    Files.delete(media().getParent());
  }
}
