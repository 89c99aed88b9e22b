package dev.sluice.server.e2e.recording;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.FreePorts;
import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server dies in the middle of three recordings of two tracks each, and comes back. */
@Tag("e2e")
@Tag("beside")
class KilledServerTest {

  private static final List<String> CODECS = List.of("video/VP8", "video/H264", "video/AV1");
  private static final int PICTURES = 5 * ClapPattern.FRAMES_PER_SECOND;
  private static final double MISSING_SECONDS = 1;
  private static final Pattern URL = Pattern.compile("http://[\\w.:\\[\\]-]+");

  private static final ProofTable TABLE =
      new ProofTable("recording-killed.txt", "After kill -9 of the server:");

  private final Path directory = RecordingStage.newDirectory();

  @AfterAll
  static void tell() {
    TABLE.publish();
  }

  private ServerProcess server(S3Store store, String client) {
    Map<String, String> variables = new HashMap<>(store.variables(client));
    variables.put("HTTP_ADDR", "127.0.0.1:0");
    variables.put("MEDIA_UDP_PORT", Integer.toString(FreePorts.udpPair()));
    variables.put("MEDIA_LOOPS", "2");
    variables.put("MEDIA_TCP_PORT", "off");
    variables.put("RECORD_ENABLED", "1");
    variables.put("RECORD_DIR", directory.toString());
    return ServerProcess.run(new String[0], "serve", variables);
  }

  private static URI url(ServerProcess server) {
    Matcher matcher = URL.matcher(server.says("http://"));
    assertTrue(matcher.find());
    return URI.create(matcher.group());
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "minio"})
  void whatWasRecordedPlaysAndIsUploadedAfterwards(String client) throws IOException {
    try (S3Store store = S3Store.start()) {
      Map<String, Published> published = recordAndKill(store, client);
      for (Map.Entry<String, Published> room : published.entrySet()) {
        for (Path file : leftBehind(room.getKey())) {
          MediaTools.decodesToItsEnd(file);
        }
      }
      try (ServerProcess again = server(store, client)) {
        url(again);
        for (Map.Entry<String, Published> room : published.entrySet()) {
          Recording recording = RecordingStage.finished(directory, room.getKey());
          assertEquals("interrupted", recording.manifest().get("state").asText());
          assertWhole(client, room.getKey(), room.getValue(), recording.onlyFile());
          assertUploaded(store, room.getKey());
        }
      }
    }
  }

  /** By room, what had been sent when the server was dead. */
  private Map<String, Published> recordAndKill(S3Store store, String client) {
    Map<String, Published> published = new HashMap<>();
    List<ChromiumClaps> publishers = new ArrayList<>();
    try (Browsers browsers = Browsers.start();
        ServerProcess server = server(store, client)) {
      URI url = url(server);
      for (String codec : CODECS) {
        ChromiumClaps publisher =
            new ChromiumClaps(
                    RecordingStage.wishPage(browsers, url), url.resolve("/whip/" + room(codec)))
                .in(codec);
        publisher.begin();
        publishers.add(publisher);
      }
      publishers.forEach(publisher -> publisher.awaitPictures(PICTURES));
      server.kill();
      for (int i = 0; i < CODECS.size(); i++) {
        published.put(room(CODECS.get(i)), publishers.get(i).sentSoFar());
      }
    }
    return published;
  }

  private static String room(String codec) {
    return codec.substring(codec.indexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private List<Path> leftBehind(String room) {
    return RecordingStage.mediaFiles(directory.resolve(room));
  }

  /** More was sent than what came to the server; nothing says how much, but it is not much. */
  private void assertWhole(String client, String room, Published sent, Path path) {
    RecordedFile file = RecordingCheck.passesEveryTool(path);
    int pictures = file.video().orElseThrow().frames();
    int sounds = file.audio().orElseThrow().frames();
    double missingPictures = (sent.pictures() - pictures) / (double) ClapPattern.FRAMES_PER_SECOND;
    double missingSounds = (sent.soundsSent().size() - sounds) / ChromiumClaps.SOUNDS_PER_SECOND;
    Claps claps = Claps.of(path);
    TABLE.add(
        String.format(
            Locale.ROOT,
            "%-6s %-5s %.2f s of pictures and %.2f s of sound missing of %.2f s, %s",
            client,
            room,
            missingPictures,
            missingSounds,
            sent.seconds(),
            claps.summary()));
    assertTrue(missingPictures < MISSING_SECONDS, pictures + " of " + sent.pictures());
    assertTrue(missingSounds < MISSING_SECONDS, sounds + " of " + sent.soundsSent().size());
  }

  /** Byte for byte what the manifest says it is. */
  private void assertUploaded(S3Store store, String room) throws IOException {
    JsonNode file =
        Poll.until(
            "the file of " + room + " is in the store",
            () -> RecordingStage.finished(directory, room).manifest().get("files").get(0),
            each -> each.at("/upload/state").asText().equals("verified"));
    Path local = RecordingStage.finished(directory, room).onlyFile();
    Path remote = store.object(file.at("/upload/key").asText());
    assertEquals(file.get("sha256").asText(), sha256(local));
    assertArrayEquals(Files.readAllBytes(local), Files.readAllBytes(remote));
  }

  private static String sha256(Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
