package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.e2e.wish.PeerTools;
import dev.sluice.server.events.webhook.TestReceiver;
import dev.sluice.server.events.webhook.TestReceiver.Post;
import dev.sluice.server.signaling.wish.WishFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The library that Standard Webhooks gives to receivers accepts what a whole server posts. */
@Tag("e2e")
class WebhookVerificationTest {

  private static final Path PACKAGES = Path.of("target/peers/npm").toAbsolutePath();
  private static final Path SCRIPT = Path.of("src/test/peers/verify-webhook.cjs");
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String NEXT_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final List<String> EVENTS = List.of("room.started", "participant.joined");
  private static final long PATIENCE_SECONDS = 20;

  @Test
  void acceptsWhatIsPostedWithEitherSecretAndNothingElse() throws Exception {
    String node = Tools.require("node").toString();
    PeerTools.installed("npm/node_modules/standardwebhooks", "the npm package standardwebhooks");
    List<Post> posts = posts();
    assertEquals(EVENTS, verified(node, SECRET, posts));
    assertEquals(EVENTS, verified(node, NEXT_SECRET, posts));
    Post forged = new Post(posts.get(0).headers(), posts.get(0).body().replace("blue", "green"));
    String refused = verified(node, SECRET, List.of(forged)).get(0);
    assertTrue(refused.startsWith("refused: "), refused);
    String stranger = "whsec_" + "A".repeat(32);
    assertTrue(verified(node, stranger, posts).get(0).startsWith("refused: "));
  }

  /** What a server posts when somebody publishes. */
  private static List<Post> posts() throws Exception {
    Map<String, String> variables =
        Map.of(
            "WEBHOOK_SECRET",
            SECRET + "," + NEXT_SECRET,
            "WEBHOOK_EVENTS",
            "room.started,participant.joined");
    try (TestReceiver receiver = TestReceiver.willing();
        ServerFixture server =
            ServerFixture.start(with(variables, "WEBHOOK_URLS", receiver.url()))) {
      HttpRequest publish =
          HttpRequest.newBuilder(server.url().resolve("/whip/blue"))
              .header("Content-Type", "application/sdp")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      WishFixture.offer("obs-like-libdatachannel-0.24.5-layers3-offer")))
              .build();
      assertEquals(
          201,
          HttpClient.newHttpClient()
              .send(publish, HttpResponse.BodyHandlers.discarding())
              .statusCode());
      Poll.until("both are posted", receiver::types, EVENTS::equals);
      return receiver.posts();
    }
  }

  private static Map<String, String> with(Map<String, String> variables, String name, URI value) {
    Map<String, String> more = new HashMap<>(variables);
    more.put(name, value.toString());
    return more;
  }

  /** What the library says to each post. */
  private static List<String> verified(String node, String secret, List<Post> posts)
      throws Exception {
    Process process =
        new ProcessBuilder(node, SCRIPT.toString(), PACKAGES.toString(), secret)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      StringBuilder input = new StringBuilder();
      for (Post post : posts) {
        input.append(new ObjectMapper().writeValueAsString(post)).append('\n');
      }
      process.getOutputStream().write(input.toString().getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
      return output.lines().toList();
    } finally {
      process.destroyForcibly();
    }
  }
}
