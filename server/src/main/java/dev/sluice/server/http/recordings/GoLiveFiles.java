package dev.sluice.server.http.recordings;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.sluice.recorder.library.RecordingQuery;
import dev.sluice.recorder.library.RecordingSummary;
import dev.sluice.recorder.library.SafeNames;
import dev.sluice.server.http.FileResource;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What go-live recorded into the same directory before this server took its place: files in IVF and
 * Ogg beside the rooms' folders, named {@code room_track_seconds}. They are listed and sent, and
 * never changed. Blocks on the disk.
 */
final class GoLiveFiles {

  private static final Logger log = LoggerFactory.getLogger(GoLiveFiles.class);

  /** No list is longer, whatever lies in the directory. */
  private static final int MAX_FILES = 1_000;

  private final Path directory;

  /**
   * @param directory where recordings are; it need not be there
   */
  GoLiveFiles(Path directory) {
    this.directory = directory;
  }

  static boolean isName(String name) {
    return SafeNames.isOfGoLive(name);
  }

  private record Found(String name, long bytes, Instant modified) {
    Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("name", name);
      json.put("size", bytes);
      json.put("modTime", RecordingJson.seconds(modified));
      json.put("url", "/records/" + name);
      json.put("contentType", contentType(name));
      json.put("local", true);
      json.put("remote", false);
      return json;
    }
  }

  /** Files that the query wants, the newest first; at most a thousand. */
  List<Map<String, Object>> list(RecordingQuery query) {
    if (query.participant().isPresent()
        || query.status().filter(it -> it != RecordingSummary.Status.FINISHED).isPresent()) {
      return List.of();
    }
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{ivf,ogg}")) {
      for (Path file : files) {
        look(file.getFileName().toString(), query).ifPresent(found::add);
        if (found.size() == MAX_FILES) {
          break;
        }
      }
    } catch (NoSuchFileException e) {
      // nothing was ever recorded
    } catch (IOException e) {
      log.warn("cannot list what go-live recorded: {}", e.toString());
    }
    found.sort(Comparator.comparing(Found::modified).reversed().thenComparing(Found::name));
    return found.stream().map(Found::json).toList();
  }

  private Optional<Found> look(String name, RecordingQuery query) {
    if (!isName(name) || query.room().filter(room -> !name.startsWith(room + "_")).isPresent()) {
      return Optional.empty();
    }
    try {
      BasicFileAttributes attributes = attributes(name);
      Instant modified = attributes.lastModifiedTime().toInstant();
      boolean wanted =
          attributes.isRegularFile()
              && query.from().map(time -> !modified.isBefore(time)).orElse(true)
              && query.to().map(modified::isBefore).orElse(true);
      return wanted ? Optional.of(new Found(name, attributes.size(), modified)) : Optional.empty();
    } catch (IOException e) {
      // gone since the directory was read
      return Optional.empty();
    }
  }

  private BasicFileAttributes attributes(String name) throws IOException {
    return Files.readAttributes(directory.resolve(name), BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  /**
   * The bytes of a file; empty when there is none of this name.
   *
   * @param name one that {@link #isName} takes
   */
  Optional<Response> answer(Request request, String name) throws IOException {
    try {
      BasicFileAttributes attributes = attributes(name);
      if (!attributes.isRegularFile()) {
        return Optional.empty();
      }
      Instant modified = attributes.lastModifiedTime().toInstant();
      FileResource resource =
          new FileResource(
              attributes.size(),
              Optional.of(
                  String.format(Locale.ROOT, "%x-%x", attributes.size(), modified.toEpochMilli())),
              Optional.of(modified),
              contentType(name),
              () -> open(name));
      return Optional.of(resource.answer(request).with("Cache-Control", "private, no-cache"));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private FileChannel open(String name) throws IOException {
    return FileChannel.open(directory.resolve(name), StandardOpenOption.READ, NOFOLLOW_LINKS);
  }

  private static String contentType(String name) {
    return name.endsWith(".ogg") ? "audio/ogg" : "video/x-ivf";
  }
}
