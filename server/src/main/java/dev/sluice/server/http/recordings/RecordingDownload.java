package dev.sluice.server.http.recordings;

import dev.sluice.recorder.library.ManifestUpload;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.RecordingSummary;
import dev.sluice.server.http.FileResource;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers who wants a file: with its bytes when they are here, with an address in the store when
 * they are there only. Of a file that is being written, what is there. Blocks on the disk.
 */
final class RecordingDownload {

  private static final Logger log = LoggerFactory.getLogger(RecordingDownload.class);

  /** A browser that is pointed at the file itself plays it in a page of its own making. */
  private static final String PLAYER_POLICY =
      "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

  private final RecordingLibrary library;
  private final Optional<RemoteLinks> links;

  RecordingDownload(RecordingLibrary library, Optional<RemoteLinks> links) {
    this.library = library;
    this.links = links;
  }

  Response answer(Request request, RecordingSummary recording, RecordingSummary.File file) {
    Optional<String> downloadName =
        request.query("download").filter("1"::equals).map(wanted -> saveAs(recording, file));
    try {
      if (file.local()) {
        return playable(local(request, recording, file, downloadName));
      }
      if (file.upload().isPresent() && links.isPresent()) {
        return playable(remote(request, file, file.upload().get(), links.get(), downloadName));
      }
    } catch (NoSuchFileException e) {
      log.warn("file={} of recording={} is not there", file.name(), recording.id());
    } catch (IOException e) {
      log.warn(
          "cannot send file={} of recording={}: {}", file.name(), recording.id(), e.toString());
      return Response.error(file.local() ? 500 : 502, "the file cannot be read now");
    }
    return Response.error(404, "not found");
  }

  /** Nobody gets here without a token or a ticket, so other sites may show what they got. */
  private static Response playable(Response response) {
    return response.with("Cross-Origin-Resource-Policy", "cross-origin");
  }

  private Response local(
      Request request,
      RecordingSummary recording,
      RecordingSummary.File file,
      Optional<String> downloadName)
      throws IOException {
    RecordingFolder folder =
        library.folder(recording.id()).orElseThrow(() -> new NoSuchFileException(file.name()));
    BasicFileAttributes attributes = folder.attributes(file.name());
    if (!attributes.isRegularFile()) {
      throw new NoSuchFileException(file.name());
    }
    Instant modified = attributes.lastModifiedTime().toInstant();
    FileResource resource =
        new FileResource(
            attributes.size(),
            file.whole() ? Optional.of(tag(attributes.size(), modified)) : Optional.empty(),
            file.whole() ? Optional.of(modified) : Optional.empty(),
            MediaType.of(file),
            () -> folder.read(file.name()));
    Response response = resource.answer(request).with("Content-Security-Policy", PLAYER_POLICY);
    if (file.whole()) {
      response = response.with("Cache-Control", "private, no-cache");
    }
    return downloadName.isPresent()
        ? response.with("Content-Disposition", attachment(downloadName.get()))
        : response;
  }

  /** A file that is whole does not change, but for one that is put in its place from outside. */
  private static String tag(long bytes, Instant modified) {
    return String.format(Locale.ROOT, "%x-%x", bytes, modified.toEpochMilli());
  }

  private static Response remote(
      Request request,
      RecordingSummary.File file,
      ManifestUpload copy,
      RemoteLinks links,
      Optional<String> downloadName)
      throws IOException {
    if (request.method().equals("HEAD")) {
      // an address is good for GET only
      return Response.withoutBody(200, MediaType.of(file), file.bytes())
          .with("Accept-Ranges", "bytes");
    }
    URI location = links.link(copy.key(), downloadName);
    return Response.status(302).with("Location", location.toString());
  }

  /** A name that tells files of several recordings apart; letters, digits, dots and lines. */
  private static String saveAs(RecordingSummary recording, RecordingSummary.File file) {
    return recording.roomFolder() + "_" + recording.id() + "_" + file.name();
  }

  private static String attachment(String name) {
    return "attachment; filename=\"" + name + "\"";
  }
}
