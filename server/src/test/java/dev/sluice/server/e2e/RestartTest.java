package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The server under a running call is told to end and comes back, is killed and comes back, and
 * hands its rooms over to another one. Nobody touches a page meanwhile, and every way in wants a
 * token. How long nobody saw a new picture is in {@code target/restart-figures.txt}. The tests
 * follow each other in one call.
 */
@Tag("e2e")
@TestMethodOrder(OrderAnnotation.class)
class RestartTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.MAGENTA, 500);
  private static final String CALL = "call";
  private static final String STAGE = "stage";

  /** A room that is not the first server's. */
  private static final String ELSEWHERE = "elsewhere";

  private static final String TOKEN = "open-sesame";
  private static final Path FIGURES = Path.of("target", "restart-figures.txt");
  private static final String ROW = "%-34s %12s %12s %12s %12s%n";

  /** A machine that does many other things gives a starting JVM little. */
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);

  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  /** So many pictures more, and nobody doubts that they flow. */
  private static final int FLOWING = 10;

  private static final StringBuilder TABLE = new StringBuilder();

  private static Browsers browsers;
  private static Node node;
  private static Node other;
  private static Peer anna;
  private static Peer ben;
  private static WatchPage viewer;

  /** A server on ports of its own, which another process takes over. */
  private static final class Node {
    private final Map<String, String> variables = new HashMap<>();
    private final URI url;
    private ServerProcess process;
    private double secondsToReady;

    Node() {
      int port = FreePorts.tcp();
      url = URI.create("http://127.0.0.1:" + port);
      variables.put("HTTP_ADDR", "127.0.0.1:" + port);
      variables.put("MEDIA_UDP_PORT", Integer.toString(FreePorts.udpPair()));
      variables.put("MEDIA_LOOPS", "2");
      variables.put("MEDIA_TCP_PORT", "off");
      variables.put("AUTH_TOKEN", TOKEN);
    }

    void start(Map<String, String> more) {
      Map<String, String> all = new HashMap<>(variables);
      all.putAll(more);
      long begun = System.nanoTime();
      process = ServerProcess.run(new String[0], "serve", all);
      process.says("is ready", START_PATIENCE);
      secondsToReady = (System.nanoTime() - begun) / NANOS;
    }

    void close() {
      if (process != null) {
        process.close();
      }
    }
  }

  @BeforeAll
  static void start() throws IOException {
    browsers = Browsers.start();
    node = new Node();
    other = new Node();
    // pages may go there from the beginning on
    node.variables.put("ROOM_REDIRECTS", ELSEWHERE + "=" + other.url);
    node.start(Map.of());
    anna = peer(CALL, "Anna");
    ben = peer(CALL, "Ben");
    publisher(STAGE).goLive();
    viewer = viewer(STAGE);
    viewer.sees(CAMERA.colour());
    anna.sees("Ben", CAMERA.colour());
    ben.sees("Anna", CAMERA.colour());
    TABLE.append("Seconds without a new picture:\n\n");
    TABLE.append(ROW.formatted("", "Anna (WS)", "Ben (WS)", "WHIP to WHEP", "start of JVM"));
  }

  @AfterAll
  static void stop() throws IOException {
    if (browsers != null) {
      browsers.close();
      node.close();
      other.close();
      Files.writeString(FIGURES, TABLE, StandardCharsets.UTF_8);
    }
  }

  private static Peer peer(String room, String name) throws IOException {
    return Peer.joining(room, name).with("token", TOKEN).in(page("/web/e2e/peer.html"));
  }

  private static PublishPage publisher(String room) throws IOException {
    return new PublishPage(page("/web/publish.html?name=Ida&room=" + room + "#token=" + TOKEN));
  }

  private static WatchPage viewer(String room) throws IOException {
    return new WatchPage(page("/web/watch.html?room=" + room + "#token=" + TOKEN));
  }

  private static ChromiumPage page(String path) throws IOException {
    return browsers.window(
        node.url.resolve(path),
        CAMERA,
        new Browser.NewContextOptions(),
        Files.readString(Path.of("src/test/resources/web/e2e/gaps.js")));
  }

  private static List<Page> seers() {
    return List.of(anna.page(), ben.page(), viewer.parts().page());
  }

  private static void beginGaps() {
    anna.call("forgetEvents");
    ben.call("forgetEvents");
    seers().forEach(page -> page.evaluate("gaps.begin()"));
  }

  /** Once everybody has come to another session: that it shows something, and what that took. */
  private static void untilAllSeeAgain(String what, Node there, String formerSession) {
    for (Peer peer : List.of(anna, ben)) {
      peer.experiences("reconnected", event -> !event.get("resumed").asBoolean());
      peer.decodesMore(peer == anna ? "Ben" : "Anna", FLOWING);
    }
    viewer
        .parts()
        .until(
            "has another session",
            "sluice.player.sessionUrl ?? ''",
            url -> !url.asText().isEmpty() && !url.asText().equals(formerSession));
    viewer.untilState("connected");
    viewer.decodesMore(FLOWING);
    Object[] row = new Object[] {what, gap(0), gap(1), gap(2), shown(there.secondsToReady)};
    TABLE.append(ROW.formatted(row));
  }

  private static String gap(int seer) {
    JsonNode longest = seers().get(seer).evaluate("gaps.longest()");
    return shown(longest.asDouble() / MILLIS);
  }

  private static String shown(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  @Test
  @Order(1)
  void aServerThatIsToldToEndAndStartedAgainHasItsCallsBack() {
    String session = viewer.session();
    beginGaps();
    node.process.signal("TERM");
    node.process.ends(0);
    node.start(
        Map.of(
            "DRAIN_SECONDS", "2", "DRAIN_NOTICE_SECONDS", "1", "DRAIN_REDIRECT", "" + other.url));
    untilAllSeeAgain("SIGTERM, then started again", node, session);
  }

  @Test
  @Order(2)
  void aServerThatIsKilledAndStartedAgainHasItsCallsBack() {
    String session = viewer.session();
    beginGaps();
    node.process.kill();
    node.start(
        Map.of(
            "DRAIN_SECONDS", "2", "DRAIN_NOTICE_SECONDS", "1", "DRAIN_REDIRECT", "" + other.url));
    untilAllSeeAgain("kill -9, then started again", node, session);
  }

  /** By all three ways; browsers take the token away from what they redirect. */
  @Test
  @Order(3)
  void aRoomThatLivesOnAnotherServerIsEnteredThere() throws IOException {
    other.start(Map.of());
    try (PublishPage publisher = publisher(ELSEWHERE).goLive();
        WatchPage watching = viewer(ELSEWHERE);
        Peer cleo = peer(ELSEWHERE, "Cleo")) {
      watching.sees(CAMERA.colour());
      cleo.sees("Ida", CAMERA.colour());
      assertTrue(watching.session().startsWith(other.url.toString()), watching.session());
      publisher.stop();
    }
  }

  @Test
  @Order(4)
  void aServerThatDrainsHandsItsCallsOverToAnother() {
    String session = viewer.session();
    beginGaps();
    node.process.signal("TERM");
    anna.experiences("draining", event -> true);
    untilAllSeeAgain("SIGTERM, moved to another server", other, session);
    String said = node.process.ends(0);
    assertTrue(said.contains("drain: newcomers are refused"), said);
    assertTrue(said.contains("drain: rooms moved=2 left=0 participants left=0"), said);
    assertTrue(viewer.session().startsWith(other.url.toString()), viewer.session());
  }
}
