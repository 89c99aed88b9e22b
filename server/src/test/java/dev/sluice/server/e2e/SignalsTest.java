package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.FreePorts;
import dev.sluice.server.signaling.wish.WishFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a server in a process of its own does when it is told to end, once and more often. */
@Tag("e2e")
@Tag("beside")
class SignalsTest {

  // SIGINT is left out: what a shell starts in the background is deaf to it

  private static final String OFFER =
      WishFixture.offer("obs-like-libdatachannel-0.24.5-layers3-offer");
  private static final Pattern URL = Pattern.compile("is ready: (http://\\S+)");
  private static final Duration LONG = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LONG).build();

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.timeout(LONG).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> publish(URI server, String room) throws Exception {
    return send(
        HttpRequest.newBuilder(server.resolve("/whip/" + room))
            .header("Content-Type", "application/sdp")
            .POST(HttpRequest.BodyPublishers.ofString(OFFER)));
  }

  private static ServerProcess server(Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("HTTP_ADDR", "127.0.0.1:0");
    variables.put("MEDIA_UDP_PORT", Integer.toString(FreePorts.udpPair()));
    variables.put("MEDIA_LOOPS", "1");
    variables.put("MEDIA_TCP_PORT", "off");
    return ServerProcess.run(new String[0], "serve", variables);
  }

  private static URI url(ServerProcess server) {
    Matcher matcher = URL.matcher(server.says("is ready"));
    assertTrue(matcher.find());
    return URI.create(matcher.group(1));
  }

  @Test
  void theFirstDrainsTheSecondHurries() throws Exception {
    try (ServerProcess server = server(Map.of("DRAIN_SECONDS", "3600"))) {
      URI url = url(server);
      assertEquals(201, publish(url, "here").statusCode());
      server.signal("TERM");
      server.says("drain: newcomers are refused");
      HttpResponse<String> ready = send(HttpRequest.newBuilder(url.resolve("/readyz")));
      assertEquals(503, ready.statusCode());
      assertTrue(ready.body().contains("the server is going away"), ready.body());
      HttpResponse<String> newcomer = publish(url, "another");
      assertEquals(503, newcomer.statusCode());
      assertEquals("2", newcomer.headers().firstValue("Retry-After").orElse(""));
      assertEquals(201, publish(url, "here/late").statusCode(), "a room that is here is not split");
      server.signal("TERM");
      String said = server.ends(0);
      assertTrue(said.contains("SIGTERM again: the end is hurried"), said);
      assertTrue(said.contains("drain: rooms moved=1 left=0"), said);
    }
  }

  @Test
  void theThirdEndsAtOnceWhatHangs() throws Exception {
    // connects, and never hears a word
    try (ServerSocket receiver = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerProcess server = server(hanging(receiver, Map.of("DRAIN_SECONDS", "3600")))) {
      URI url = url(server);
      assertEquals(201, publish(url, "here").statusCode());
      server.signal("TERM");
      server.says("drain: newcomers are refused");
      server.signal("TERM");
      server.says("SIGTERM again: the end is hurried");
      server.signal("TERM");
      String said = server.ends(1);
      assertTrue(said.contains("came for the third time"), said);
    }
  }

  private static Map<String, String> hanging(ServerSocket receiver, Map<String, String> more) {
    String url = "http://127.0.0.1:%d/".formatted(receiver.getLocalPort());
    Map<String, String> variables = new HashMap<>(more);
    variables.put("WEBHOOK_URLS", url);
    variables.put("WEBHOOK_SECRET", "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3");
    variables.put("OTEL_EXPORTER_OTLP_ENDPOINT", url);
    return variables;
  }

  @Test
  void aReceiverThatHangsDoesNotHoldTheEndUp() throws Exception {
    try (ServerSocket receiver = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ServerProcess server = server(hanging(receiver, Map.of()))) {
      URI url = url(server);
      assertEquals(201, publish(url, "here").statusCode());
      server.signal("TERM");
      server.ends(0);
    }
  }

  @Test
  void beforeItIsReadyItJustEnds() throws IOException {
    try (ServerProcess server = server(Map.of())) {
      server.says("media loops=");
      server.signal("TERM");
      server.ends(0);
    }
  }
}
