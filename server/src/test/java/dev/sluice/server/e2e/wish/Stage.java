package dev.sluice.server.e2e.wish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Firefox;
import dev.sluice.server.e2e.Page;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerFixture;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** A server and the browsers, which start when they are needed and stay. Used by one thread. */
final class Stage implements AutoCloseable {

  /** No page here looks into a camera, but Chromium wants one. */
  private static final FakeCapture NO_CAMERA = new FakeCapture(Colour.BLACK, 440);

  /** Whoever deletes the session is gone at once; whoever just stops is kept longer than this. */
  private static final Duration LESS_THAN_GRACE = Duration.ofSeconds(10);

  private final ServerFixture server;
  private Browsers chromium;
  private Firefox firefox;

  private Stage(ServerFixture server) {
    this.server = server;
  }

  static Stage set(Map<String, String> variables) {
    return new Stage(ServerFixture.start(variables));
  }

  ServerFixture server() {
    return server;
  }

  /** Where a publisher called {@code publisher} posts its offer. */
  URI whip(String room) {
    return server.url().resolve("/whip/" + room);
  }

  /** Where a viewer of whoever publishes posts its offer. */
  URI whep(String room) {
    return server.url().resolve("/whep/" + room);
  }

  private URI testPage() {
    return server.url().resolve("/web/e2e/wish.html");
  }

  /** A fresh page in Chromium. */
  Page chromiumPage() {
    if (chromium == null) {
      chromium = Browsers.start();
    }
    return chromium.page(testPage(), chromium.executable(), NO_CAMERA);
  }

  /** A fresh page in Firefox. */
  Page firefoxPage() {
    if (firefox == null) {
      firefox = Firefox.start();
    }
    return firefox.page(testPage());
  }

  /** Waits until somebody in a room is connected and publishes so many tracks. */
  void awaitPublisher(String room, int tracks) {
    Poll.until(
        "somebody publishes %d tracks in %s".formatted(tracks, room),
        () -> server.room(room),
        details -> publishes(details, tracks));
  }

  private static boolean publishes(JsonNode details, int tracks) {
    for (JsonNode member : details.path("members")) {
      if (member.get("mediaConnected").asBoolean() && member.get("tracks").size() == tracks) {
        return true;
      }
    }
    return false;
  }

  /** Waits until nobody is in a room any more, but not for those who are only missed. */
  void awaitEmpty(String room) {
    Poll.until(
        "nobody is in " + room,
        LESS_THAN_GRACE,
        () -> server.room(room),
        details -> details.path("members").isEmpty());
  }

  @Override
  public void close() {
    if (firefox != null) {
      firefox.close();
    }
    if (chromium != null) {
      chromium.close();
    }
    server.close();
  }
}
