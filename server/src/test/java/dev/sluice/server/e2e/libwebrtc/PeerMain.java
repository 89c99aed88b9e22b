package dev.sluice.server.e2e.libwebrtc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The other process. Reads commands, JSON lines such as {@code {"id": 1, "do": "join", …}}, from
 * standard input and answers each with {@code {"id": 1, "result": …}} or {@code {"id": 1, "error":
 * …}}. Begins with {@code {"ready": true}}, or with {@code {"unavailable": …}} where the native
 * library cannot be loaded. Ends with its input.
 */
final class PeerMain {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMER_THREADS = 3;

  private final PrintStream out = System.out;
  private final Participant participant;
  private final WishSession wish;

  private PeerMain(Participant participant, WishSession wish) {
    this.participant = participant;
    this.wish = wish;
  }

  public static void main(String[] arguments) throws IOException {
    try {
      HeadlessAudioDeviceModule device = new HeadlessAudioDeviceModule();
      PeerConnectionFactory factory = new PeerConnectionFactory(device);
      ScheduledExecutorService timer = Executors.newScheduledThreadPool(TIMER_THREADS);
      System.out.println("{\"ready\":true}");
      new PeerMain(new Participant(factory, device, timer), new WishSession(factory, device, timer))
          .run();
    } catch (LinkageError e) {
      System.out.println(JSON.createObjectNode().put("unavailable", e.toString()));
    } finally {
      // libwebrtc's threads would outlive main, and unloading it is not worth waiting for
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
  }

  private void run() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode command = JSON.readTree(line);
      ObjectNode reply = JSON.createObjectNode().put("id", command.get("id").asLong());
      try {
        reply.set("result", execute(command));
      } catch (RuntimeException e) {
        e.printStackTrace();
        reply.put("error", e.toString());
      }
      out.println(reply);
    }
  }

  private JsonNode execute(JsonNode command) {
    return switch (command.get("do").asText()) {
      case "join" -> participant.join(command);
      case "share" -> participant.shareScreen(command);
      case "restartIce" -> participant.restartIce();
      case "mute" ->
          participant.mute(command.get("kind").asText(), command.get("muted").asBoolean());
      case "leave" -> participant.leave();
      case "look" -> participant.look();
      case "stats" -> participant.stats();
      case "whip" -> wish.publish(command);
      case "whep" -> wish.watch(command);
      case "clap" -> wish.clap(command);
      case "stopClapping" -> wish.stopClapping();
      case "framesSent" -> wish.framesSent();
      case "lookAtWish" -> wish.look();
      case "endWish" -> wish.end();
      default -> throw new IllegalArgumentException("unknown command " + command);
    };
  }
}
