package dev.sluice.server.conformance;

import static dev.sluice.server.conformance.WishClient.FRAGMENT;
import static dev.sluice.server.conformance.WishClient.SDP;
import static dev.sluice.server.conformance.WishClient.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.MetricsPage;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * WHIP and WHEP clients that mean no good: each gets the right status, and nothing stays behind.
 */
class HostileHttpTest {

  private static final int MANY = 1000;
  private static final String ROOM_A = "room-a";
  private static final String ROOM_B = "room-b";

  private static ServerFixture server;
  private static WishClient client;

  @BeforeAll
  static void start() {
    server =
        ServerFixture.start(
            Map.of(
                "CONNECT_TIMEOUT_SECONDS",
                "1",
                "ROOM_TOKENS",
                ROOM_A + ":token-a;" + ROOM_B + ":token-b"));
    client = new WishClient(server.url());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void refused(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response::body);
    assertTrue(response.body().startsWith("{\"error\":\""), response::body);
  }

  private static HttpResponse<String> publish(String offer) {
    return client.post("/whip/" + server.newRoom("hostile"), offer);
  }

  @Test
  void tenThousandSectionsAreRefused() {
    String good = OfferText.offer("sendonly");
    String section = good.substring(good.indexOf("m=video"));
    String head = good.substring(0, good.indexOf("m=video"));
    refused(413, publish(head + section.repeat(10_000)));
    refused(400, publish(head + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n".repeat(10_000)));
  }

  @Test
  void attributesWithoutEndAreRefused() {
    String good = OfferText.offer("sendonly");
    refused(413, publish(good + "a=x:" + "y".repeat(1 << 20) + "\r\n"));
    refused(400, publish(good + "a=x:" + "y".repeat(100_000) + "\r\n"));
    refused(400, publish(good + "a=x:y\r\n".repeat(50_000)));
    refused(422, publish(good.replace("a=mid:0", "a=mid:" + "0".repeat(8000))));
  }

  @Test
  void whatCannotBeConnectedIsRefused() {
    String good = OfferText.offer("sendonly");
    refused(422, publish(good.replaceAll("a=fingerprint:.*\r\n", "")));
    refused(422, publish(good.replaceAll("sha-256", "md5")));
    refused(422, publish(good.replace("BUNDLE 0 1", "BUNDLE 0 9")));
    refused(422, publish(good.replace("a=mid:1", "a=mid:0")));
  }

  @Test
  void wrongTypesAndEmptyBodiesAreRefused() {
    refused(415, client.send("POST", "/whip/room", OfferText.offer("sendonly")));
    refused(415, client.send("POST", "/whip/room", "{}", "Content-Type", "application/json"));
    refused(400, client.send("POST", "/whip/room", "", "Content-Type", SDP));
    refused(405, client.send("PUT", "/whip/room", "v=0", "Content-Type", SDP));
    refused(400, client.post("/whip/no%20room", OfferText.offer("sendonly")));
    refused(400, client.post("/whip/" + "r".repeat(65), OfferText.offer("sendonly")));
    refused(404, client.post("/whip/a/b/c/d", OfferText.offer("sendonly")));
  }

  @Test
  void aTokenOpensItsOwnRoomOnly() {
    String offer = OfferText.offer("sendonly");
    for (String path : new String[] {"/whip/" + ROOM_B, "/whep/" + ROOM_B}) {
      refused(
          401,
          client.send("POST", path, offer, "Content-Type", SDP, "Authorization", "Bearer token-a"));
    }
    HttpResponse<String> opened =
        client.send(
            "POST",
            "/whip/" + ROOM_A,
            offer,
            "Content-Type",
            SDP,
            "Authorization",
            "Bearer token-a");
    assertEquals(201, opened.statusCode(), opened::body);
    String session = header(opened, "Location");
    refused(401, client.send("DELETE", session, "", "Authorization", "Bearer token-b"));
    // the same id under the other protocol is nobody
    refused(404, client.delete(session.replace("/whip/", "/whep/")));
    assertEquals(200, client.delete(session).statusCode());
  }

  @Test
  void aDeadSessionIsNotFound() {
    String session = header(publish(OfferText.offer("sendonly")), "Location");
    assertEquals(200, client.delete(session).statusCode());
    String fragment = OfferText.fragment(OfferText.credentials());
    refused(
        404,
        client.send("PATCH", session, fragment, "Content-Type", FRAGMENT, "If-Match", "\"x\""));
    refused(404, client.delete(session));
    refused(404, client.get(session));
  }

  /** Those who never connect, and those who hang up in the middle of their request. */
  @Test
  void nothingIsLeftOfAThousandWhoNeverConnectAndAThousandWhoHangUp() throws IOException {
    String room = server.newRoom("leak");
    for (int i = 0; i < MANY; i++) {
      HttpResponse<String> created =
          client.post("/whip/" + room + "/p" + i, OfferText.offer("sendonly"));
      assertEquals(201, created.statusCode(), created::body);
      hangUpWhilePosting("/whip/" + room + "/q" + i, i);
    }
    Poll.until("the rooms are gone", HostileHttpTest::rooms, rooms -> rooms == 0);
    MetricsPage metrics =
        Poll.until(
            "nothing is left on the loops",
            server::metrics,
            page ->
                page.sum("sluice_loop_transports") == 0
                    && page.sum("sluice_loop_paths") == 0
                    && page.sum("sluice_loop_rooms") == 0);
    for (String sessions : List.of("sluice_whip_sessions", "sluice_whep_sessions")) {
      assertTrue(metrics.has(sessions));
      assertEquals(0, metrics.sum(sessions));
    }
    assertEquals(201, publish(OfferText.offer("sendonly")).statusCode(), "and all is well");
  }

  private static double rooms() {
    return server.metrics().sum("webrtc_rooms");
  }

  /** Sends the head and a part of the body, or all of it, and closes without reading. */
  private static void hangUpWhilePosting(String path, int number) throws IOException {
    byte[] body = OfferText.offer("sendonly").getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoLinger(true, 0);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body, 0, number % 2 == 0 ? body.length : body.length / 2);
      out.flush();
    }
  }
}
