package dev.sluice.server.e2e.attack;

import dev.sluice.server.stun.StunIntegrity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.DatagramChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Publishes by WHIP into a room of its own, passes ICE, and then is no good. */
final class ProvenPeer {

  private static final int CHECKS_EACH = 1000;

  private static final String OFFER =
      String.join(
          "\r\n",
          "v=0",
          "o=- 1 1 IN IP4 127.0.0.1",
          "s=-",
          "t=0 0",
          "a=group:BUNDLE 0",
          "m=audio 9 UDP/TLS/RTP/SAVPF 111",
          "c=IN IP4 0.0.0.0",
          "a=ice-ufrag:evil",
          "a=ice-pwd:evilevilevilevilevilevil",
          "a=fingerprint:sha-256 " + "62:".repeat(31) + "62",
          "a=setup:active",
          "a=mid:0",
          "a=sendonly",
          "a=rtcp-mux",
          "a=rtpmap:111 opus/48000/2",
          "");

  private ProvenPeer() {}

  static String flood(Attack attack, Target target) throws IOException {
    String answer = publish(target.http());
    String ufrag = attribute(answer, "ice-ufrag:(\\S+)");
    StunIntegrity integrity = new StunIntegrity(attribute(answer, "ice-pwd:(\\S+)"));
    int port = Integer.parseInt(attribute(answer, "candidate:\\S+ 1 udp \\d+ \\S+ (\\d+)"));
    InetSocketAddress media = new InetSocketAddress(target.media().getAddress(), port);
    Datagrams datagrams = new Datagrams(ufrag);
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(media);
      Pace pace = new Pace(target.rate(), target.seconds());
      while (pace.next()) {
        if (pace.given() % CHECKS_EACH == 1) {
          channel.write(datagrams.bytes(datagrams.check(ufrag + ":evil", integrity)));
        } else {
          channel.write(datagrams.next(attack));
        }
      }
      return "sent=%d failed=0".formatted(pace.given());
    }
  }

  private static String publish(InetSocketAddress http) throws IOException {
    URI endpoint =
        URI.create(
            "http://%s:%d/whip/evil-%d"
                .formatted(
                    http.getAddress().getHostAddress(), http.getPort(), System.nanoTime() % 1000));
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/sdp")
            .POST(HttpRequest.BodyPublishers.ofString(OFFER))
            .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 201) {
        throw new IOException("no session: " + response.statusCode() + " " + response.body());
      }
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static String attribute(String answer, String pattern) throws IOException {
    Matcher found = Pattern.compile("a=" + pattern).matcher(answer);
    if (!found.find()) {
      throw new IOException("no " + pattern + " in " + answer);
    }
    return found.group(1);
  }
}
