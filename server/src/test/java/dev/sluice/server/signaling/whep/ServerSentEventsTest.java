package dev.sluice.server.signaling.whep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LayerInfo;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RecordingState;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.SlotLayers;
import dev.sluice.server.signaling.wish.WishOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension {@code core:server-sent-events} of draft-ietf-wish-whep's core extensions. */
class ServerSentEventsTest {

  private static final String RELATION = "urn:ietf:params:whep:ext:core:server-sent-events";

  private WhepFixture whep = new WhepFixture();

  @AfterEach
  void stop() {
    whep.close();
  }

  /** A stream as a player reads it. */
  private static final class Stream implements AutoCloseable {

    private final BufferedReader in;

    Stream(BufferedReader in) {
      this.in = in;
    }

    /** The next event as {@code name data}, or {@code end}. */
    String next() {
      try {
        String line = in.readLine();
        while (line != null && (line.isEmpty() || line.startsWith(":"))) {
          line = in.readLine();
        }
        return line == null
            ? "end"
            : line.replace("event: ", "") + " " + in.readLine().replace("data: ", "");
      } catch (IOException e) {
        return "end";
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private Stream read(String path) {
    HttpResponse<java.io.InputStream> response =
        whep.send(whep.request(path).GET(), HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    assertEquals("text/event-stream", response.headers().firstValue("Content-Type").orElse(""));
    return new Stream(
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  private String stream(String session, String names) {
    HttpResponse<String> created =
        names.isEmpty()
            ? whep.send("POST", session + "/events")
            : whep.json(session + "/events", names);
    assertEquals(201, created.statusCode(), created::body);
    return WhepFixture.location(created);
  }

  private static SlotLayers layers(String mid, LayerInfo... layers) {
    return new SlotLayers(mid, List.of(layers));
  }

  private void publishers(boolean active) {
    whep.room.say(new RoomEvent.PublishersChanged(active));
  }

  private void viewers(int count) {
    whep.room.say(new RoomEvent.ViewerCountChanged(count));
  }

  @Test
  void isAnnouncedWithItsEventsIn201() {
    HttpResponse<String> created = whep.play(WhepFixture.offer());
    String session = WhepFixture.location(created);
    assertEquals(session + "/events", WhepFixture.link(created, RELATION));
    assertTrue(
        created.headers().allValues("Link").stream()
            .anyMatch(
                link ->
                    link.endsWith(
                        "; events=\"active,inactive,layers,reconnect,recording,viewercount\"")));
    assertTrue(
        whep.send("OPTIONS", "/whep/live").headers().allValues("Link").isEmpty(),
        "mediamtx gives up over a link it does not know");
  }

  @Test
  void tellsAllEventsToAPlayerThatListsNone() throws Exception {
    String session = whep.open();
    try (Stream events = read(stream(session, ""))) {
      publishers(true);
      viewers(3);
      whep.room.say(new RoomEvent.LayersChanged(List.of(layers("1"))));
      publishers(false);
      assertEquals("active {}", events.next());
      assertEquals("viewercount {\"viewercount\":3}", events.next());
      assertEquals("layers {\"1\":[]}", events.next());
      assertEquals("inactive {}", events.next());
    }
  }

  @Test
  void tellsOnlyWhatThePlayerListed() throws Exception {
    String session = whep.open();
    try (Stream events = read(stream(session, "[\"viewercount\",\"inactive\"]"))) {
      publishers(true);
      viewers(1);
      publishers(false);
      assertEquals("viewercount {\"viewercount\":1}", events.next());
      assertEquals("inactive {}", events.next());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"scte35\"]",
        "[\"active\",\"unheard-of\"]",
        "[\"ACTIVE\"]",
        "[1]",
        "[null]",
        "[[\"active\"]]",
        "{}",
        "\"active\"",
        "[\"active\"",
        "[] []",
        "null"
      })
  void refusesAnyNameThatWasNotAnnounced(String names) {
    String session = whep.open();
    HttpResponse<String> refused = whep.json(session + "/events", names);
    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().startsWith("{\"error\":"), refused.body());
    assertFalse(refused.headers().firstValue("Location").isPresent());
  }

  @Test
  void refusesListsThatAreNoJsonOrTooLong() {
    String session = whep.open();
    assertEquals(
        415, whep.send("POST", session + "/events", "text/plain", "[\"active\"]").statusCode());
    assertEquals(413, whep.json(session + "/events", " ".repeat(5_000) + "[]").statusCode());
  }

  @Test
  void doesNotTellAnInitialInactivity() throws Exception {
    String session = whep.open();
    publishers(false);
    try (Stream events = read(stream(session, ""))) {
      publishers(false);
      viewers(1);
      publishers(true);
      assertEquals("viewercount {\"viewercount\":1}", events.next());
      assertEquals("active {}", events.next());
    }
    publishers(false);
    try (Stream late = read(stream(session, ""))) {
      assertEquals("viewercount {\"viewercount\":1}", late.next());
      publishers(true);
      assertEquals("active {}", late.next());
    }
  }

  @Test
  void beginsWithWhatIsTheCase() throws Exception {
    String session = whep.open();
    publishers(true);
    viewers(1);
    viewers(2);
    try (Stream events = read(stream(session, ""))) {
      assertEquals("active {}", events.next());
      assertEquals("viewercount {\"viewercount\":2}", events.next());
    }
  }

  @Test
  void tellsWhetherThePlayedRoomIsRecorded() throws Exception {
    String session = whep.open();
    whep.room.say(new RoomEvent.RecordingChanged(recording(RecordingState.RECORDING)));
    try (Stream events = read(stream(session, "[\"recording\"]"))) {
      assertEquals("recording {\"state\":\"recording\",\"since\":1700000000123}", events.next());
      whep.room.say(new RoomEvent.RecordingChanged(recording(RecordingState.PAUSED)));
      assertEquals("recording {\"state\":\"paused\",\"since\":1700000000123}", events.next());
    }
  }

  private static RecordingInfo recording(RecordingState state) {
    return new RecordingInfo(
        state, Optional.empty(), 1_700_000_000_123L, "alice", Optional.empty());
  }

  @Test
  void keepsWhatHappensWhileNobodyReads() throws Exception {
    String session = whep.open();
    publishers(true);
    String path = stream(session, "");
    try (Stream events = read(path)) {
      assertEquals("active {}", events.next());
    }
    publishers(false);
    viewers(7);
    try (Stream again = read(path)) {
      assertEquals("inactive {}", again.next());
      assertEquals("viewercount {\"viewercount\":7}", again.next());
    }
  }

  @Test
  void givesTheStreamToWhoReadsItLast() throws Exception {
    String path = stream(whep.open(), "");
    try (Stream first = read(path);
        Stream second = read(path)) {
      assertEquals("end", first.next());
      viewers(2);
      assertEquals("viewercount {\"viewercount\":2}", second.next());
    }
  }

  @Test
  void describesLayersByLineWithWhatIsKnown() throws Exception {
    String session = whep.open();
    try (Stream events = read(stream(session, "[\"layers\"]"))) {
      whep.room.say(
          new RoomEvent.LayersChanged(
              List.of(
                  layers(
                      "1",
                      new LayerInfo(Optional.of("h"), 0, 900_000, 1280, 720, true, true),
                      new LayerInfo(Optional.of("l"), 1, 90_000, 320, 180, false, false)))));
      assertEquals(
          "layers {\"1\":[{\"rid\":\"h\",\"bitrate\":900000,\"width\":1280,\"height\":720},"
              + "{\"rid\":\"l\",\"width\":320,\"height\":180}]}",
          events.next());
      whep.room.say(
          new RoomEvent.LayersChanged(
              List.of(layers("1", new LayerInfo(Optional.empty(), 0, 500, 0, 0, true, true)))));
      assertEquals("layers {\"1\":[{\"spatialLayerId\":0,\"bitrate\":500}]}", events.next());
    }
  }

  @Test
  void isOverWhenItIsDeleted() {
    String session = whep.open();
    String path = stream(session, "");
    Stream events = read(path);
    assertEquals(200, whep.send("DELETE", path).statusCode());
    assertEquals("end", events.next());
    assertEquals(404, whep.send("GET", path).statusCode());
    assertEquals(404, whep.send("HEAD", path).statusCode());
    assertEquals(404, whep.send("DELETE", path).statusCode());
  }

  @Test
  void diesWithItsSession() {
    String session = whep.open();
    String path = stream(session, "");
    Stream events = read(path);
    assertEquals(200, whep.send("DELETE", session).statusCode());
    assertEquals("end", events.next());
    assertEquals(404, whep.send("GET", path).statusCode());
    assertEquals(404, whep.send("POST", session + "/events").statusCode());
  }

  @Test
  void diesWhenTheRoomLetsTheSessionGo() {
    String path = stream(whep.open(), "");
    Stream events = read(path);
    whep.room.say(new RoomEvent.Disconnected(LeaveReason.NO_PUBLISHER));
    assertEquals("end", events.next());
    assertEquals(404, whep.send("GET", path).statusCode());
  }

  @Test
  void belongsToItsSessionAlone() {
    String one = whep.open();
    String path = stream(one, "");
    String other = whep.open();
    String id = path.substring(path.lastIndexOf('/'));
    assertEquals(404, whep.send("GET", other + "/events" + id).statusCode());
    assertEquals(404, whep.send("DELETE", other + "/events" + id).statusCode());
    assertEquals(200, whep.send("HEAD", path).statusCode());
  }

  @Test
  void isLimitedInNumber() {
    String session = whep.open();
    String first = stream(session, "");
    for (int i = 1; i < 4; i++) {
      stream(session, "");
    }
    assertEquals(429, whep.send("POST", session + "/events").statusCode());
    assertEquals(200, whep.send("DELETE", first).statusCode());
    stream(session, "");
  }

  @Test
  void answersOtherMethodsAndPreflights() {
    String session = whep.open();
    HttpResponse<String> wrong = whep.send("DELETE", session + "/events");
    assertEquals(405, wrong.statusCode());
    assertEquals("OPTIONS, POST", wrong.headers().firstValue("Allow").orElse(""));
    HttpResponse<String> preflight =
        whep.send(
            whep.request(session + "/events")
                .header("Origin", "https://player.example")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(204, preflight.statusCode());
    assertTrue(
        preflight.headers().firstValue("Access-Control-Allow-Methods").orElse("").contains("POST"));
  }

  @Test
  void sendsThePlayerAwayWhenTheServerStops() {
    String path = stream(whep.open(), "");
    Stream events = read(path);
    whep.service.drain();
    whep.service.shutDown();
    assertEquals("reconnect {}", events.next());
    assertEquals("end", events.next());
  }

  @Test
  void letsThePlayerHearWhereToGoBeforeItsSessionEnds() throws InterruptedException {
    Stream events = read(stream(whep.open(), ""));
    CountDownLatch ended = new CountDownLatch(1);
    whep.service.sendAway(Set.of(new RoomId("live")), ended::countDown);
    assertEquals("reconnect {}", events.next());
    assertEquals(1, ended.getCount());
    whep.loop.advanceSeconds(1);
    assertTrue(ended.await(1, TimeUnit.MINUTES));
  }

  @Test
  void waitsForNobodyWhereNobodyListens() throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    whep.open();
    whep.service.sendAway(Set.of(new RoomId("live")), ended::countDown);
    assertTrue(ended.await(1, TimeUnit.MINUTES));
  }

  @Test
  void tellsWhoTakesThePlayerWhenTheServerStops() {
    whep.close();
    WishOptions defaults = WishOptions.DEFAULTS;
    whep =
        new WhepFixture(
            new WishOptions(
                defaults.sdpLimits(),
                defaults.publisherPolicy(),
                defaults.ifMatch(),
                defaults.maxSessions(),
                defaults.maxSessionsPerClient(),
                defaults.overloadPercent(),
                defaults.redirects(),
                Optional.of(URI.create("https://b.example"))));
    HttpResponse<String> created =
        whep.send(
            "POST", "/whep/live?view=stage&token=s3cret", "application/sdp", WhepFixture.offer());
    Stream events = read(stream(WhepFixture.location(created), "[\"reconnect\"]"));
    whep.service.drain();
    whep.room.say(new RoomEvent.Disconnected(LeaveReason.SERVER_SHUTDOWN));
    assertEquals("reconnect {\"url\":\"https://b.example/whep/live?view=stage\"}", events.next());
    assertEquals("end", events.next());
  }
}
