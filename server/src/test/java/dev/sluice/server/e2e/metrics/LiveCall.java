package dev.sluice.server.e2e.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.Page;
import dev.sluice.server.e2e.Peer;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerFixture;
import dev.sluice.server.e2e.recording.RecordingStage;
import dev.sluice.server.e2e.recording.S3Store;
import dev.sluice.server.e2e.wish.FfmpegPublisher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A server with everything switched on, and those who use it: FFmpeg and a browser publish by WHIP,
 * browsers watch by WHEP, one joins by WebSocket, somebody has the wrong token. All is recorded and
 * uploaded. Used by one thread.
 */
final class LiveCall implements AutoCloseable {

  private static final String TOKEN = "the-house-token";
  private static final String HEADERS = "headers: {Authorization: 'Bearer " + TOKEN + "'}";
  private static final String MEETING = "meeting";
  private static final String STUDIO = "studio";
  private static final String FFMPEG = "8.1.2";
  private static final int KEYFRAME_EVERY = 15;
  private static final FakeCapture NO_CAMERA = new FakeCapture(Colour.BLACK, 440);

  private final S3Store store;
  private final HttpServer receiver;
  private final ServerFixture server;
  private final Browsers browsers;
  private final List<Page> pages = new ArrayList<>();
  private FfmpegPublisher ffmpeg;
  private Page viewer;

  private LiveCall(S3Store store, HttpServer receiver, ServerFixture server, Browsers browsers) {
    this.store = store;
    this.receiver = receiver;
    this.server = server;
    this.browsers = browsers;
  }

  /** Starts the server; nobody is there yet. */
  static LiveCall prepare() {
    Browsers browsers = Browsers.start();
    S3Store store = S3Store.start();
    Map<String, String> variables = new HashMap<>(store.variables("minio"));
    variables.put("AUTH_TOKEN", TOKEN);
    variables.put("RECORD_ENABLED", "1");
    variables.put("RECORD_DIR", RecordingStage.newDirectory().toString());
    variables.put("RATE_LIMIT_RPS", "100");
    HttpServer receiver = webhookReceiver();
    variables.put(
        "WEBHOOK_URLS", "http://127.0.0.1:%d/".formatted(receiver.getAddress().getPort()));
    variables.put("WEBHOOK_SECRET", "whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
    return new LiveCall(store, receiver, ServerFixture.start(variables), browsers);
  }

  /** Takes everything. */
  private static HttpServer webhookReceiver() {
    try {
      HttpServer receiver =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      receiver.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.getRequestBody().readAllBytes();
              exchange.sendResponseHeaders(204, -1);
            }
          });
      receiver.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ServerFixture server() {
    return server;
  }

  Browsers browsers() {
    return browsers;
  }

  /** All come; media flows when this returns. */
  void begin() {
    ffmpeg =
        FfmpegPublisher.publishing(
            FFMPEG,
            server.url().resolve("/whip/" + STUDIO),
            KEYFRAME_EVERY,
            new FakeCapture(Colour.BLUE, 440),
            "-authorization",
            TOKEN);
    Page publisher = wishPage();
    created(
        publisher,
        "wish.publish('/whip/%s', {colour: '%s', hz: 440, width: 640, height: 360, rids: ['h', 'l'], %s})"
            .formatted(MEETING, Colour.GREEN.css(), HEADERS));
    viewer = wishPage();
    created(viewer, "wish.play('/whep/%s', {%s})".formatted(MEETING, HEADERS));
    created(wishPage(), "wish.play('/whep/%s', {remb: true, %s})".formatted(MEETING, HEADERS));
    Page joined = browsers.page(server, NO_CAMERA);
    pages.add(joined);
    Peer.joining(MEETING, "ann").with("token", TOKEN).painting(Colour.RED, 600).in(joined);
    comesWithTheWrongToken();
    Poll.until(
        "the viewer sees something",
        () -> viewer.evaluate("wish.framesDecoded()").asLong(),
        frames -> frames > 5);
  }

  /** The viewer takes the small picture and then the large one again. */
  void changeLayers() {
    for (String rid : List.of("l", "h")) {
      long before = changes();
      created(viewer, "wish.chooseLayer({rid: '%s'})".formatted(rid));
      Poll.until("the layer changes to " + rid, this::changes, now -> now > before);
    }
  }

  private long changes() {
    return (long) server.metrics().sum("sluice_layer_changes_total");
  }

  /** FFmpeg ends; its recording is in the store when this returns. */
  void finishARecording() {
    ffmpeg.close();
    Poll.until(
        "a recording is uploaded",
        () -> server.metrics().sum("sluice_uploads_finished_total"),
        finished -> finished > 0);
  }

  private Page wishPage() {
    Page page =
        browsers.page(server.url().resolve("/web/e2e/wish.html"), browsers.executable(), NO_CAMERA);
    pages.add(page);
    Poll.until("the page is ready", () -> page.evaluate("!!globalThis.wish"), JsonNode::asBoolean);
    return page;
  }

  private static void created(Page page, String call) {
    JsonNode done = page.evaluate(call);
    if (done.get("status").asInt() / 100 != 2) {
      throw new AssertionError(call + ": " + done);
    }
  }

  private void comesWithTheWrongToken() {
    URI endpoint = server.url().resolve("/whep/" + MEETING);
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Authorization", "Bearer wrong")
            .header("Content-Type", "application/sdp")
            .POST(HttpRequest.BodyPublishers.ofString("v=0\r\n"))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 401) {
        throw new AssertionError(response.statusCode() + " " + response.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    pages.forEach(Page::close);
    if (ffmpeg != null) {
      ffmpeg.kill();
    }
    browsers.close();
    server.close();
    store.close();
    receiver.stop(0);
  }
}
