package dev.sluice.server.e2e.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * HTTP and WebSockets of one client: each has an address of its own, as a proxy on this machine
 * tells the server.
 */
final class Web {

  static final String SDP = "application/sdp";

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http;
  private final URI server;
  private final String address;
  private final String token;

  private Web(HttpClient http, URI server, String address, String token) {
    this.http = http;
    this.server = server;
    this.address = address;
    this.token = token;
  }

  /**
   * A client without a token.
   *
   * @param client its number, which makes its address
   */
  static Web of(HttpClient http, URI server, int client) {
    String address =
        "10.%d.%d.%d".formatted(client >> 14 & 0xff, client >> 7 & 0x7f, 1 + (client & 0x7f));
    return new Web(http, server, address, "");
  }

  /** The same client with a token. */
  Web with(String newToken) {
    return new Web(http, server, address, newToken);
  }

  URI server() {
    return server;
  }

  HttpClient http() {
    return http;
  }

  /** What a request of this client has besides. */
  Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    headers.put("X-Forwarded-For", address);
    if (!token.isEmpty()) {
      headers.put("Authorization", "Bearer " + token);
    }
    return headers;
  }

  /**
   * One exchange.
   *
   * @param more headers, names and values by turns
   */
  HttpResponse<String> send(String method, String path, String body, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(TIMEOUT)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers().forEach(request::header);
    if (more.length > 0) {
      request.headers(more);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("no answer to " + method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  /** An order to the API. */
  HttpResponse<String> order(String path, String json) {
    return send("POST", path, json, "Content-Type", "application/json");
  }

  JsonNode json(String path) {
    return parse(expect(get(path), 200).body());
  }

  static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + text, e);
    }
  }

  /** The response, when its status is one of these. */
  static <T> HttpResponse<T> expect(HttpResponse<T> response, int... statuses) {
    if (Arrays.stream(statuses).noneMatch(status -> status == response.statusCode())) {
      throw new IllegalStateException(
          "%s %s was answered %d: %s"
              .formatted(
                  response.request().method(),
                  response.uri().getPath(),
                  response.statusCode(),
                  response.body()));
    }
    return response;
  }
}
