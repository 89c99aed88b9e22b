package dev.sluice.server.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** Sends whatever a test wants to be sent, to one server. */
final class WishClient {

  static final String SDP = "application/sdp";
  static final String FRAGMENT = "application/trickle-ice-sdpfrag";

  private final HttpClient http;
  private final URI base;

  WishClient(URI base) {
    this(HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build(), base);
  }

  WishClient(HttpClient http, URI base) {
    this.http = http;
    this.base = base;
  }

  /**
   * One exchange.
   *
   * @param headers names and values by turns
   */
  HttpResponse<String> send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
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

  HttpResponse<String> post(String path, String offer) {
    return send("POST", path, offer, "Content-Type", SDP);
  }

  HttpResponse<String> patch(String path, String entityTag, String fragment) {
    return send("PATCH", path, fragment, "Content-Type", FRAGMENT, "If-Match", entityTag);
  }

  HttpResponse<String> get(String path) {
    return send("GET", path, "");
  }

  HttpResponse<String> delete(String path) {
    return send("DELETE", path, "");
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  static List<String> links(HttpResponse<?> response) {
    return response.headers().allValues("Link");
  }
}
