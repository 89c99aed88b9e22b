package dev.sluice.server.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A file, as GET and HEAD see it: whole or a part, under the conditions of RFC 9110 section 13.
 *
 * @param length of the whole file in bytes, as it is now
 * @param tag a strong entity tag without quotes; empty while the file may change
 * @param lastModified empty while the file may change
 */
public record FileResource(
    long length,
    Optional<String> tag,
    Optional<Instant> lastModified,
    String contentType,
    Opener opener) {

  /** Opens the file when its bytes are wanted. */
  @FunctionalInterface
  public interface Opener {
    FileChannel open() throws IOException;
  }

  public FileResource {
    tag = tag.map(text -> '"' + text + '"');
    // an HTTP date knows no parts of seconds
    lastModified = lastModified.map(time -> time.truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * Answers a GET or HEAD request. Blocks to open the file.
   *
   * @throws IOException when the file cannot be opened
   */
  public Response answer(Request request) throws IOException {
    if (preconditionFails(request)) {
      return described(Response.error(412, "precondition failed"));
    }
    if (isUnchanged(request)) {
      return described(Response.withoutBody(304, contentType, length));
    }
    ByteRange range = range(request);
    if (range instanceof ByteRange.Unsatisfiable) {
      return Response.error(416, "range not satisfiable")
          .with("Content-Range", "bytes */" + length)
          .with("Accept-Ranges", "bytes");
    }
    if (range instanceof ByteRange.Part part) {
      return described(body(206, request, part.first(), part.length()))
          .with("Content-Range", "bytes %d-%d/%d".formatted(part.first(), part.last(), length));
    }
    return described(body(200, request, 0, length));
  }

  private Response body(int status, Request request, long offset, long bytes) throws IOException {
    return request.method().equals("HEAD")
        ? Response.withoutBody(status, contentType, bytes)
        : Response.file(status, contentType, new FileBody(opener.open(), offset, bytes));
  }

  private Response described(Response response) {
    Response more = response.with("Accept-Ranges", "bytes");
    if (tag.isPresent()) {
      more = more.with("ETag", tag.get());
    }
    if (lastModified.isPresent()) {
      more = more.with("Last-Modified", HttpDate.format(lastModified.get()));
    }
    return more;
  }

  /** If-Match and If-Unmodified-Since, RFC 9110 section 13.2.2 steps 1 and 2. */
  private boolean preconditionFails(Request request) {
    Optional<String> match = request.header("If-Match");
    if (match.isPresent()) {
      return !tag.map(own -> EntityTags.matchStrongly(match.get(), own))
          .orElse(match.get().strip().equals("*"));
    }
    Optional<Instant> since = request.header("If-Unmodified-Since").flatMap(HttpDate::parse);
    return since.isPresent() && lastModified.map(own -> own.isAfter(since.get())).orElse(true);
  }

  /** If-None-Match and If-Modified-Since, RFC 9110 section 13.2.2 steps 3 and 4. */
  private boolean isUnchanged(Request request) {
    Optional<String> noneMatch = request.header("If-None-Match");
    if (noneMatch.isPresent()) {
      return tag.map(own -> EntityTags.matchWeakly(noneMatch.get(), own)).orElse(false);
    }
    Optional<Instant> since = request.header("If-Modified-Since").flatMap(HttpDate::parse);
    return since.isPresent() && lastModified.map(own -> !own.isAfter(since.get())).orElse(false);
  }

  /**
   * Range and If-Range, RFC 9110 sections 14.2 and 13.1.5; a range means something for GET only.
   */
  private ByteRange range(Request request) {
    Optional<String> header = request.header("Range");
    if (header.isEmpty() || !request.method().equals("GET")) {
      return new ByteRange.Whole();
    }
    Optional<String> ifRange = request.header("If-Range").map(String::strip);
    if (ifRange.isPresent() && !isSame(ifRange.get())) {
      return new ByteRange.Whole();
    }
    return ByteRange.of(header.get(), length);
  }

  private boolean isSame(String validator) {
    if (validator.startsWith("\"") || validator.startsWith("W/")) {
      return tag.map(validator::equals).orElse(false);
    }
    return lastModified.isPresent() && HttpDate.parse(validator).equals(lastModified);
  }
}
