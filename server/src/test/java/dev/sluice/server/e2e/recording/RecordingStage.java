package dev.sluice.server.e2e.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Page;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A server that records every room, its recordings' directory, and a browser. */
public final class RecordingStage implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** No page here looks into a camera, but Chromium wants one. */
  private static final FakeCapture NO_CAMERA = new FakeCapture(Colour.BLACK, 440);

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration AT_LAST = Duration.ofSeconds(90);

  private final Path directory;
  private final ServerFixture server;
  private Browsers chromium;

  private RecordingStage(Path directory, ServerFixture server) {
    this.directory = directory;
    this.server = server;
  }

  /** A server with these variables besides those of recording. */
  static RecordingStage set(Map<String, String> more) {
    Path directory = newDirectory();
    Map<String, String> variables = new HashMap<>();
    variables.put("RECORD_ENABLED", "1");
    variables.put("RECORD_DIR", directory.toString());
    variables.putAll(more);
    return new RecordingStage(directory, ServerFixture.start(variables));
  }

  /** Kept below {@code target}, for people to look into. */
  public static Path newDirectory() {
    try {
      Path all = Files.createDirectories(Path.of("target", "e2e-recordings").toAbsolutePath());
      return Files.createTempDirectory(all, "records-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ServerFixture server() {
    return server;
  }

  Path directory() {
    return directory;
  }

  URI whip(String room) {
    return server.url().resolve("/whip/" + room);
  }

  URI whep(String room) {
    return server.url().resolve("/whep/" + room);
  }

  /** Waits until the files of a room have so many bytes. */
  void awaitBytes(String room, long bytes) {
    Poll.until(
        "the recording of " + room + " grows",
        () -> mediaFiles(directory.resolve(room)).stream().mapToLong(RecordingStage::size).sum(),
        size -> size >= bytes);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A fresh page in Chromium that speaks WHIP and WHEP. */
  Page wishPage() {
    return wishPage(browsers(), server.url());
  }

  /** Likewise, of another server. */
  static Page wishPage(Browsers browsers, URI server, String... flags) {
    return browsers.page(
        server.resolve("/web/e2e/wish.html"), browsers.executable(), NO_CAMERA, flags);
  }

  Browsers browsers() {
    if (chromium == null) {
      chromium = Browsers.start();
    }
    return chromium;
  }

  /** Waits until the only recording of a room is finished. */
  Recording finished(String room) {
    return finished(directory, room);
  }

  /** Likewise, of somebody whose end the server takes half a minute to find out. */
  Recording finishedAtLast(String room) {
    return finished(directory, room, AT_LAST);
  }

  static Recording finished(Path directory, String room) {
    return finished(directory, room, SOON);
  }

  private static Recording finished(Path directory, String room, Duration patience) {
    Path folder =
        Poll.until(
                "the only recording of " + room + " is finished",
                patience,
                () -> folders(directory, room),
                folders -> folders.size() == 1 && !state(folders.get(0)).equals("recording"))
            .get(0);
    return new Recording(folder, manifest(folder));
  }

  private static List<Path> folders(Path directory, String room) {
    return below(directory.resolve(room), Files::isDirectory).stream()
        .filter(folder -> !folder.equals(directory.resolve(room)))
        .toList();
  }

  /** All media files below a folder, in the order of their names. */
  static List<Path> mediaFiles(Path folder) {
    return below(folder, file -> file.toString().matches(".*\\.(webm|mkv)"));
  }

  private static List<Path> below(Path folder, Predicate<Path> wanted) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries.filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String state(Path folder) {
    return Files.exists(folder.resolve("manifest.json"))
        ? manifest(folder).get("state").asText()
        : "recording";
  }

  private static JsonNode manifest(Path folder) {
    try {
      return JSON.readTree(folder.resolve("manifest.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (chromium != null) {
      chromium.close();
    }
    server.close();
  }
}
