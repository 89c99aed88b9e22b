package dev.sluice.server.e2e.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.wish.PeerProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Publishers that do not stay as they are: files follow, and each of them plays. */
@Tag("e2e")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChangingPublisherTest {

  private static final int SECOND = ClapPattern.FRAMES_PER_SECOND;

  /** Five seconds or more of FFmpeg's claps. */
  private static final long VANISHED_BYTES = 400_000;

  private static final double SYNC_TOLERANCE_MILLIS = 40;

  private static RecordingStage stage;

  /** Where somebody vanishes at the beginning: the server needs half a minute to be sure of it. */
  private static String vanishedRoom;

  @BeforeAll
  static void start() {
    stage = RecordingStage.set(Map.of("MEDIA_GRACE_SECONDS", "0"));
    vanishedRoom = stage.server().newRoom("vanished");
    try (FfmpegClaps publisher = new FfmpegClaps(stage.whip(vanishedRoom))) {
      PeerProgram ffmpeg = publisher.start(60 * SECOND);
      stage.awaitBytes(vanishedRoom, VANISHED_BYTES);
      ffmpeg.kill();
    }
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static ChromiumClaps chromium(String room) {
    return new ChromiumClaps(stage.wishPage(), stage.whip(room));
  }

  /** All programs are content with each file; what pictures they have. */
  private static List<RecordedFile.Stream> pictures(Recording recording) {
    List<RecordedFile.Stream> pictures = new ArrayList<>();
    recording
        .files()
        .forEach(file -> RecordingCheck.passesEveryTool(file).video().ifPresent(pictures::add));
    return pictures;
  }

  private static List<Integer> widths(List<RecordedFile.Stream> pictures) {
    return pictures.stream().map(RecordedFile.Stream::width).toList();
  }

  private static int frames(List<RecordedFile.Stream> pictures) {
    return pictures.stream().mapToInt(RecordedFile.Stream::frames).sum();
  }

  private static void assertTogether(Recording recording) {
    Claps claps = recording.claps();
    assertTrue(claps.offsetsMillis().size() >= 3, claps.toString());
    assertEquals(0, claps.medianOffsetMillis(), SYNC_TOLERANCE_MILLIS, claps.summary());
  }

  @Test
  void pictureOfAnotherSizeIsInAnotherFile() {
    String room = stage.server().newRoom("resized");
    Published published;
    try (ChromiumClaps publisher = chromium(room).in("video/VP8").sized(640, 360)) {
      publisher.begin();
      publisher.awaitPictures(3 * SECOND);
      publisher.resize(320, 180);
      publisher.awaitMorePictures(3 * SECOND);
      published = publisher.finish();
    }
    Recording recording = stage.finished(room);
    List<RecordedFile.Stream> pictures = pictures(recording);
    assertEquals(List.of(640, 320), widths(pictures));
    assertEquals(published.pictures(), frames(pictures), "no picture is missing between them");
    assertTogether(recording);
  }

  @Test
  void whoeverTakesOverInAnotherCodecIsInAFileOfItsOwn() {
    String room = stage.server().newRoom("taken");
    List<String> codecs = List.of("vp8", "vp9", "h264", "av1", "vp8");
    List<ChromiumClaps> publishers = new ArrayList<>();
    for (String codec : codecs) {
      ChromiumClaps next = chromium(room).in("video/" + codec.toUpperCase(Locale.ROOT));
      publishers.add(next);
      next.begin();
      next.awaitPictures(SECOND);
    }
    publishers.forEach(ChromiumClaps::finish);
    publishers.forEach(ChromiumClaps::close);
    Recording recording = stage.finished(room);
    List<RecordedFile.Stream> pictures = pictures(recording);
    assertEquals(codecs, pictures.stream().map(RecordedFile.Stream::codec).toList());
    assertTrue(
        pictures.stream().allMatch(each -> each.frames() >= SECOND - 5), pictures.toString());
  }

  @Test
  void whenTheLargestEncodingEndsTheNextIsRecorded() {
    String room = stage.server().newRoom("layers");
    try (ChromiumClaps publisher =
        chromium(room).in("video/VP8").sized(640, 360).inTwoSizes().withGrain()) {
      publisher.begin();
      publisher.awaitPictures(10 * SECOND);
      publisher.setActive("f", false);
      publisher.awaitMorePictures(4 * SECOND);
      publisher.finish();
    }
    Recording recording = stage.finished(room);
    List<Integer> widths = widths(pictures(recording));
    assertTrue(widths.size() >= 2, widths.toString());
    assertEquals(List.of(640, 320), widths.subList(widths.size() - 2, widths.size()));
    assertTogether(recording);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void publisherWhoVanishesLeavesAFileThatPlays() {
    Recording recording = stage.finishedAtLast(vanishedRoom);
    RecordedFile file = RecordingCheck.passesEveryTool(recording.onlyFile());
    assertTrue(file.video().orElseThrow().frames() >= 2 * SECOND, file.toString());
    assertTogether(recording);
  }
}
