package dev.sluice.server.conformance;

import static dev.sluice.server.conformance.WishClient.header;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.MetricsPage;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerFixture;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many one server takes in, and how many of one client. */
class ServerLimitsTest {

  private static HttpResponse<String> publish(WishClient client, String path) {
    return client.post("/whip/" + path, OfferText.offer("sendonly"));
  }

  private static void refused(int status, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response::body);
    assertTrue(Integer.parseInt(header(response, "Retry-After")) > 0);
  }

  @Test
  void aServerHoldsSoManyRoomsAndPeopleAndTakesInOthersWhenTheyHaveGone() {
    try (ServerFixture server =
        ServerFixture.start(Map.of("MAX_ROOMS", "1", "MAX_PARTICIPANTS", "2"))) {
      WishClient client = new WishClient(server.url());
      HttpResponse<String> first = publish(client, "one/a");
      assertEquals(201, first.statusCode(), first::body);
      refused(503, publish(client, "other/a"));
      assertEquals(201, publish(client, "one/b").statusCode());
      refused(503, publish(client, "one/c"));
      // who takes over needs no place of its own
      assertEquals(201, publish(client, "one/b").statusCode());

      assertEquals(200, client.delete(header(first, "Location")).statusCode());
      Poll.until(
          "there is a place", () -> publish(client, "one/c").statusCode(), status -> status == 201);
    }
  }

  @Test
  void oneClientHoldsSoManySessions() {
    try (ServerFixture server = ServerFixture.start(Map.of("MAX_SESSIONS_PER_IP", "2"))) {
      WishClient client = new WishClient(server.url());
      HttpResponse<String> first = publish(client, "one/a");
      assertEquals(201, publish(client, "one/b").statusCode());
      refused(429, publish(client, "one/c"));
      assertEquals(200, client.delete(header(first, "Location")).statusCode());
      assertEquals(201, publish(client, "one/c").statusCode());
    }
  }

  /** Several hundred POSTs a second of one address do not fill the server. */
  @Test
  void aFloodOfOffersFromOneAddressIsRefusedBeforeAnybodyReadsIt() {
    try (ServerFixture server = ServerFixture.start(Map.of("JOIN_LIMIT", "1:5"))) {
      WishClient client = new WishClient(server.url());
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        statuses.add(publish(client, "flood/p" + i).statusCode());
      }
      int opened = Collections.frequency(statuses, 201);
      assertEquals(300 - opened, Collections.frequency(statuses, 429));
      MetricsPage metrics = server.metrics();
      assertEquals(opened, metrics.sum("sluice_whip_sessions"));
      assertEquals(opened, metrics.sum("sluice_wish_posts_total"), "nobody read the others");
      assertTrue(opened < 200, () -> "1 a second and 5 at once: " + opened);
    }
  }
}
