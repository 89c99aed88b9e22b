package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** More than two: everybody sees everybody, until there are fewer slots than people. */
@Tag("e2e")
class ManyBrowsersTest {

  private static final FakeCapture SMALL = new FakeCapture(Colour.RED, 440);
  private static final List<Colour> COLOURS =
      List.of(Colour.RED, Colour.GREEN, Colour.BLUE, Colour.YELLOW, Colour.MAGENTA);

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start();
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static String name(int index) {
    return "Guest" + index;
  }

  private static int hz(int index) {
    return 500 + 300 * index;
  }

  private static Peer.Joining painter(String room, int index) {
    return Peer.joining(room, name(index)).painting(COLOURS.get(index), hz(index));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void threeCamerasShowThreePicturesToEachOther() {
    List<FakeCapture> cameras =
        List.of(
            new FakeCapture(Colour.RED, 440),
            new FakeCapture(Colour.GREEN, 660),
            new FakeCapture(Colour.BLUE, 1000));
    String room = server.newRoom("three");
    List<Peer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < cameras.size(); i++) {
        peers.add(Peer.joining(room, name(i)).in(browsers.page(server, cameras.get(i))));
      }
      for (Peer peer : peers) {
        for (int i = 0; i < cameras.size(); i++) {
          if (!peer.name().equals(name(i))) {
            peer.sees(name(i), cameras.get(i).colour());
            peer.hears(name(i), cameras.get(i).hz());
          }
        }
      }
    } finally {
      peers.forEach(Peer::close);
    }
  }

  @Test
  void fiveSeeAndHearEachOtherWhileTheyComeAndGo() {
    String room = server.newRoom("five");
    List<Peer> peers = new ArrayList<>();
    try {
      for (int i = 0; i < COLOURS.size(); i++) {
        peers.add(painter(room, i).with("audioSlots", 4).in(browsers.page(server, SMALL)));
      }
      for (Peer peer : peers) {
        for (int i = 0; i < COLOURS.size(); i++) {
          if (!peer.name().equals(name(i))) {
            peer.sees(name(i), COLOURS.get(i));
            peer.hears(name(i), hz(i));
          }
        }
      }
      peers.remove(1).close();
      for (Peer peer : peers) {
        peer.until("is with three others", others -> others.size() == 3, "participants");
      }
      peers.get(0).sees(name(4), COLOURS.get(4));
      peers.get(0).decodesMore(name(4), 10);
    } finally {
      peers.forEach(Peer::close);
    }
  }

  @Test
  void whoSpeaksIsHeardWhenThereAreFewerSlotsThanSpeakers() {
    String room = server.newRoom("speakers");
    List<Peer> speakers = new ArrayList<>();
    try (Peer viewer =
        Peer.joining(room, "Viewer")
            .watching()
            .with("audioSlots", 1)
            .with("videoSlots", 2)
            .in(browsers.page(server, SMALL))) {
      for (int i = 0; i < 3; i++) {
        Peer speaker = painter(room, i).in(browsers.page(server, SMALL));
        speakers.add(speaker);
        speaker.call("setMuted", "audio", true);
      }
      viewer.until("sees two of three", names -> names.size() == 2, "receives", "video");
      for (int i : new int[] {2, 0, 1}) {
        speakers.get(i).call("setMuted", "audio", false);
        viewer.experiences("activeSpeakers", event -> event.get("speakers").path(0).isObject());
        viewer.hears(name(i), hz(i));
        viewer.sees(name(i), COLOURS.get(i));
        assertEquals(List.of(name(i)), texts(viewer.call("receives", "audio")));
        speakers.get(i).call("setMuted", "audio", true);
      }
    } finally {
      speakers.forEach(Peer::close);
    }
  }

  @Test
  void pinnedTracksStayWhoeverSpeaks() {
    String room = server.newRoom("pins");
    List<Peer> speakers = new ArrayList<>();
    try (Peer viewer =
        Peer.joining(room, "Viewer")
            .watching()
            .with("videoSlots", 1)
            .in(browsers.page(server, SMALL))) {
      for (int i = 0; i < 3; i++) {
        speakers.add(painter(room, i).in(browsers.page(server, SMALL)));
      }
      viewer.until("knows three", others -> others.size() == 3, "participants");
      for (int i : new int[] {2, 0, 1}) {
        Poll.until(
            name(i) + " publishes",
            () -> server.room(room).path("tracks").asInt(),
            tracks -> tracks == 6);
        viewer.call("pin", name(i), "video");
        viewer.sees(name(i), COLOURS.get(i));
        assertEquals(List.of(name(i)), texts(viewer.call("receives", "video")));
        viewer.call("unpin", name(i), "video");
      }
      assertTrue(
          texts(viewer.call("receives", "audio")).size() == 3, "everybody is heard all the while");
    } finally {
      speakers.forEach(Peer::close);
    }
  }
}
