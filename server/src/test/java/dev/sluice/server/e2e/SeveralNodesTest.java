package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers behind a real nginx with the configuration for several in {@code deploy/}. */
@Tag("e2e")
class SeveralNodesTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.MAGENTA, 660, 320, 240);
  private static final String OPERATORS_TOKEN = "the-operators-token";
  private static final int ROOMS = 8;

  @TempDir private static Path folder;

  private static Browsers browsers;
  private static List<Node> nodes;
  private static Nginx nginx;

  /** One of the servers, which can die and come back. */
  private static final class Node implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> variables = new HashMap<>();
    private final int port;
    private ServerProcess process;

    Node(String name) throws IOException {
      port = FreePorts.tcp();
      variables.put("HTTP_ADDR", "127.0.0.1:" + port);
      variables.put("TRUSTED_PROXIES", "127.0.0.1");
      variables.put("MEDIA_UDP_PORT", Integer.toString(FreePorts.udpPair()));
      variables.put("MEDIA_LOOPS", "2");
      variables.put("MEDIA_TCP_PORT", "off");
      variables.put("ADMIN_TOKEN", OPERATORS_TOKEN);
      variables.put("RECORD_DIR", folder.resolve(name).toString());
      start();
    }

    void start() {
      process = ServerProcess.run(new String[0], "serve", variables);
    }

    void untilReady() {
      process.says("is ready");
    }

    boolean has(String room) throws Exception {
      HttpResponse<String> response = send("GET", "/api/rooms", "");
      JsonNode rooms = new ObjectMapper().readTree(response.body());
      return rooms.toString().contains('"' + room + '"');
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
              .header("Authorization", "Bearer " + OPERATORS_TOKEN)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
      process.close();
    }
  }

  @BeforeAll
  static void start() throws Exception {
    browsers = Browsers.start();
    Tools.require("nginx");
    nodes = new ArrayList<>();
    nodes.add(new Node("a"));
    nodes.add(new Node("b"));
    nginx =
        Nginx.before(
            Files.createDirectory(folder.resolve("nginx")), nodes.get(0).port, nodes.get(1).port);
    nodes.forEach(Node::untilReady);
  }

  @AfterAll
  static void stop() {
    if (nodes != null) {
      nodes.forEach(Node::close);
    }
    if (nginx != null) {
      nginx.close();
    }
    if (browsers != null) {
      browsers.close();
    }
  }

  private static Page page() throws Exception {
    return browsers.page(
        nginx.url("/web/e2e/peer.html"), browsers.executable(), CAMERA, nginx.chromiumOptions());
  }

  private static List<Node> homesOf(String room) throws Exception {
    List<Node> homes = new ArrayList<>();
    for (Node node : nodes) {
      if (node.has(room)) {
        homes.add(node);
      }
    }
    return homes;
  }

  @Test
  void theyMeetOnOneNodeAndAgainOnTheOtherWhenItDiesAndAreNotPartedWhenItIsBack() throws Exception {
    String room = "several";
    try (Peer one = Peer.joining(room, "One").in(page());
        Peer other = Peer.joining(room, "Other").in(page())) {
      one.sees("Other", CAMERA.colour());
      other.sees("One", CAMERA.colour());
      List<Node> homes = homesOf(room);
      assertEquals(1, homes.size(), "a room is in one place");

      Moments since = Moments.fromNow();
      Node dead = homes.get(0);
      Node left = nodes.get(1 - nodes.indexOf(dead));
      dead.process.kill();
      one.experiences("reconnected", event -> !event.get("resumed").asBoolean());
      other.experiences("reconnected", event -> !event.get("resumed").asBoolean());
      one.decodesMore("Other", 1);
      since.note("without media when a node is killed, until the other has the room");
      one.sees("Other", CAMERA.colour());
      other.sees("One", CAMERA.colour());
      assertEquals(true, left.has(room));

      dead.start();
      dead.untilReady();
      try (Peer late = Peer.joining(room, "Late").watching().in(page())) {
        late.sees("One", CAMERA.colour());
        late.sees("Other", CAMERA.colour());
        assertEquals(List.of(left), homesOf(room));
      }
    }
  }

  /** POST, GET and DELETE find the same node, whichever that is. */
  @Test
  void sessionsAreFoundWhereTheyAre() throws Exception {
    try (Page page = page()) {
      JsonNode statuses =
          page.evaluate(
              """
              (async () => {
                const statuses = [];
                for (let i = 0; i < %d; i++) {
                  const connection = new RTCPeerConnection();
                  connection.addTransceiver('audio', { direction: 'sendonly' });
                  await connection.setLocalDescription();
                  const created = await fetch(`/whip/session-${i}`, {
                    method: 'POST',
                    headers: { 'Content-Type': 'application/sdp' },
                    body: connection.localDescription.sdp,
                  });
                  const session = created.headers.get('Location');
                  const found = await fetch(session);
                  const ended = await fetch(session, { method: 'DELETE' });
                  connection.close();
                  statuses.push(`${created.status} ${found.status} ${ended.status}`);
                }
                return statuses;
              })()
              """
                  .formatted(ROOMS));
      for (JsonNode each : statuses) {
        assertEquals("201 204 200", each.asText());
      }
    }
  }

  @Test
  void aNodeThatDrainsGetsNoNewRooms() throws Exception {
    Node draining = nodes.get(0);
    assertEquals(
        200, draining.send("POST", "/api/admin/drain", "{\"reason\":\"an upgrade\"}").statusCode());
    try {
      for (int i = 0; i < ROOMS; i++) {
        String answer =
            nginx.answer(
                "127.0.0.1",
                Nginx.NAME,
                "POST /whip/new-%d HTTP/1.1\r\nContent-Type: application/sdp\r\nContent-Length: 6"
                    .formatted(i),
                "no SDP");
        // by who would have taken it
        assertEquals("400", answer.split(" ", 3)[1], answer);
      }
    } finally {
      assertEquals(200, draining.send("DELETE", "/api/admin/drain", "").statusCode());
    }
  }
}
