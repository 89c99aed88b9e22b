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
 * One HTTP response: with its whole body, or with a stream of events that is written while it
 * happens. Immutable; a name may stand in several headers.
 */
public final class Response {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] EMPTY = {};

  private final int status;
  private final List<Header> headers;
  private final byte[] body;
  private final Optional<EventStream.Source> events;

  private Response(
      int status, List<Header> headers, byte[] body, Optional<EventStream.Source> events) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.events = events;
  }

  /** One header line. */
  public record Header(String name, String value) {}

  /** A response without a body. */
  public static Response status(int status) {
    return new Response(status, List.of(), EMPTY, Optional.empty());
  }

  /** A response with a body that the caller will not change any more. */
  public static Response bytes(int status, String contentType, byte[] body) {
    return new Response(
        status, List.of(new Header("Content-Type", contentType)), body, Optional.empty());
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
    return new Response(200, headers, EMPTY, Optional.of(source));
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
    return new Response(status, List.copyOf(more), body, events);
  }

  /** The same with another status. */
  public Response withStatus(int other) {
    return new Response(other, headers, body, events);
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

  byte[] body() {
    return body;
  }

  Optional<EventStream.Source> events() {
    return events;
  }
}
