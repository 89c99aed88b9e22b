package dev.sluice.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One HTTP response with its whole body. Immutable; a name may stand in several headers. */
public final class Response {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] EMPTY = {};

  private final int status;
  private final List<Header> headers;
  private final byte[] body;

  private Response(int status, List<Header> headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /** One header line. */
  public record Header(String name, String value) {}

  /** A response without a body. */
  public static Response status(int status) {
    return new Response(status, List.of(), EMPTY);
  }

  /** A response with a body that the caller will not change any more. */
  public static Response bytes(int status, String contentType, byte[] body) {
    return new Response(status, List.of(new Header("Content-Type", contentType)), body);
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
    return new Response(status, List.copyOf(more), body);
  }

  /** The same with another status. */
  public Response withStatus(int other) {
    return new Response(other, headers, body);
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

  byte[] body() {
    return body;
  }
}
