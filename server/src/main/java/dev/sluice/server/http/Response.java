package dev.sluice.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One HTTP response: with its whole body, with a part of a file, or with a stream of events that is
 * written while it happens. Immutable; a name may stand in several headers.
 */
public final class Response {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] EMPTY = {};

  private final int status;
  private final List<Header> headers;
  private final Content content;
  private final boolean afterWrongToken;

  private Response(int status, List<Header> headers, Content content) {
    this(status, headers, content, false);
  }

  private Response(int status, List<Header> headers, Content content, boolean afterWrongToken) {
    this.status = status;
    this.headers = headers;
    this.content = content;
    this.afterWrongToken = afterWrongToken;
  }

  /** What follows the headers. */
  private sealed interface Content {

    final class Bytes implements Content {

      private final byte[] bytes;

      private Bytes(byte[] bytes) {
        this.bytes = bytes;
      }
    }

    /** Nothing, though so many bytes would be there: the answer to HEAD. */
    record Absent(long length) implements Content {}

    record File(FileBody body) implements Content {}

    record Events(EventStream.Source source) implements Content {}
  }

  /** One header line. */
  public record Header(String name, String value) {}

  /** A response without a body. */
  public static Response status(int status) {
    return new Response(status, List.of(), new Content.Bytes(EMPTY));
  }

  /** A response with a body that the caller will not change any more. */
  public static Response bytes(int status, String contentType, byte[] body) {
    return new Response(status, typed(contentType), new Content.Bytes(body));
  }

  /** A response with bytes of a file, which is closed when they are sent. */
  public static Response file(int status, String contentType, FileBody body) {
    return new Response(status, typed(contentType), new Content.File(body));
  }

  /** The response to HEAD, where GET would send so many bytes. */
  public static Response withoutBody(int status, String contentType, long length) {
    return new Response(status, typed(contentType), new Content.Absent(length));
  }

  private static List<Header> typed(String contentType) {
    return List.of(new Header("Content-Type", contentType));
  }

  /**
   * Server-sent events, HTML section 9.2: status 200, then what {@code source} sends until the
   * stream is closed, and the connection with it. The source is not asked for a HEAD request.
   */
  public static Response events(EventStream.Source source) {
    List<Header> headers =
        List.of(
            new Header("Content-Type", "text/event-stream"),
            // proxies must neither keep events back to compress them nor to fill a buffer
            new Header("Cache-Control", "no-store, no-transform"),
            new Header("X-Accel-Buffering", "no"));
    return new Response(200, headers, new Content.Events(source));
  }

  public static Response text(int status, String contentType, String body) {
    return bytes(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@code value} as JSON: maps, lists, records, strings, numbers.
   *
   * @throws IllegalArgumentException when Jackson cannot write it
   */
  public static Response json(int status, Object value) {
    try {
      return bytes(status, "application/json", JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not expressible as JSON: " + value.getClass(), e);
    }
  }

  /** The error body all routes share: {@code {"error": "..."}}. */
  public static Response error(int status, String message) {
    return json(status, Map.of("error", message));
  }

  /** The same with one header more. */
  public Response with(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Response(status, List.copyOf(more), content, afterWrongToken);
  }

  /** The same with another status. */
  public Response withStatus(int other) {
    return new Response(other, headers, content, afterWrongToken);
  }

  /** The same, and whoever asked counts as one who has tried out a token. */
  public Response afterWrongToken() {
    return new Response(status, headers, content, true);
  }

  /** Whether a token was tried out, whatever the status says. */
  boolean isAfterWrongToken() {
    return afterWrongToken;
  }

  /** This response as an already completed stage. */
  public CompletionStage<Response> completed() {
    return CompletableFuture.completedFuture(this);
  }

  public int status() {
    return status;
  }

  public List<Header> headers() {
    return headers;
  }

  /** Whether a header of this name is there. */
  boolean has(String name) {
    return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
  }

  /** The bytes when they are in memory; else none. */
  byte[] body() {
    return content instanceof Content.Bytes whole ? whole.bytes : EMPTY;
  }

  /** How many bytes a client that asked for them gets; 0 for events, which have no end. */
  long length() {
    if (content instanceof Content.File file) {
      return file.body().length();
    }
    return content instanceof Content.Absent absent ? absent.length() : body().length;
  }

  Optional<FileBody> file() {
    return content instanceof Content.File file ? Optional.of(file.body()) : Optional.empty();
  }

  Optional<EventStream.Source> events() {
    return content instanceof Content.Events events
        ? Optional.of(events.source())
        : Optional.empty();
  }
}
