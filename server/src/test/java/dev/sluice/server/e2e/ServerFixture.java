package dev.sluice.server.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.FreePorts;
import dev.sluice.server.app.Server;
import dev.sluice.server.config.Environment;
import dev.sluice.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A whole server on free ports of this machine, and what one can ask it over HTTP. */
public final class ServerFixture implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ADMIN_TOKEN = "the-operator";
  private static final int LOOPS = 2;
  private static final AtomicInteger ROOMS = new AtomicInteger();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Server server;

  private ServerFixture(Server server) {
    this.server = server;
  }

  public static ServerFixture start() {
    return start(Map.of());
  }

  /** Starts a server with these variables besides its ports. */
  public static ServerFixture start(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>();
    variables.put("HTTP_ADDR", ":0");
    variables.put("MEDIA_UDP_PORT", Integer.toString(FreePorts.udpPair()));
    variables.put("MEDIA_LOOPS", Integer.toString(LOOPS));
    variables.put("MEDIA_TCP_PORT", "off");
    variables.put("ADMIN_TOKEN", ADMIN_TOKEN);
    variables.put("ROOM_LINGER_SECONDS", "1");
    // everybody here comes from one address
    variables.put("JOIN_LIMIT", "0");
    variables.put("MAX_SESSIONS_PER_IP", "0");
    variables.put("MAX_CONNECTIONS_PER_IP", "0");
    variables.putAll(more);
    return new ServerFixture(Server.start(ServerConfig.from(Environment.of(variables))));
  }

  public URI url() {
    return server.url();
  }

  public int port() {
    return url().getPort();
  }

  /** The test peer's page. */
  URI peerPage() {
    return url().resolve("/web/e2e/peer.html");
  }

  /** The WebSocket. */
  public URI socket() {
    return URI.create("ws://127.0.0.1:%d/api/ws".formatted(port()));
  }

  /** A name that no other test uses. */
  public String newRoom(String prefix) {
    return prefix + "-" + ROOMS.incrementAndGet();
  }

  public JsonNode rooms() {
    return json(get("/api/rooms"));
  }

  public JsonNode room(String name) {
    return json(get("/api/rooms/" + name));
  }

  /** Closes a room as the operator does. */
  JsonNode closeRoom(String name) {
    return json(
        send(
            HttpRequest.newBuilder(url().resolve("/api/admin/rooms/" + name + "/close"))
                .header("Authorization", "Bearer " + ADMIN_TOKEN)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build()));
  }

  /**
   * Starts, stops, pauses or resumes the recording of a room, as the operator does.
   *
   * @return what the server says to it
   */
  public JsonNode orderRecording(String name, String action) {
    return json(
        send(
            HttpRequest.newBuilder(url().resolve("/api/admin/rooms/" + name + "/recording"))
                .header("Authorization", "Bearer " + ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        JSON.createObjectNode().put("action", action).toString()))
                .build()));
  }

  public MetricsPage metrics() {
    return new MetricsPage(get("/metrics"));
  }

  private String get(String path) {
    return send(HttpRequest.newBuilder(url().resolve(path)).build());
  }

  private String send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + text, e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
