package dev.sluice.server.e2e.wish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A publisher with forward error correction on offer, who makes keyframes only when asked. */
@Tag("e2e")
class GStreamerPublisherTest {

  private static final FakeCapture CAPTURE = new FakeCapture(Colour.YELLOW, 650);

  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = Stage.set(Map.of());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @Test
  void isRefusedRedAndUlpfecAndAskedForAKeyframeByEveryNewcomer() {
    String room = stage.server().newRoom("gstreamer");
    try (GStreamerPeer publisher = GStreamerPeer.publishing(stage.whip(room), "VP8", CAPTURE);
        BrowserPeer first = BrowserPeer.watching(stage.chromiumPage(), stage.whep(room))) {
      JsonNode answered = publisher.answered();
      assertTrue(
          names(answered.get("offered")).containsAll(List.of("vp8", "red", "ulpfec", "rtx")));
      assertEquals(List.of("opus", "rtx", "vp8"), names(answered.get("accepted")));

      first.sees(CAPTURE.colour());
      first.seesMore(MediaFiles.FRAMES_PER_SECOND);
      long keyframes = first.keyFramesDecoded();
      try (Viewer second = ViewerKind.CHROMIUM.start(stage, stage.whep(room))) {
        second.sees(CAPTURE.colour());
        first.until(
            "decodes the keyframe that the other needed",
            "wish.video()",
            video -> video.get("keyFramesDecoded").asLong() > keyframes);
      }
    }
  }

  private static List<String> names(JsonNode array) {
    List<String> names = new ArrayList<>();
    array.forEach(name -> names.add(name.asText()));
    return names;
  }
}
