package dev.sluice.server.e2e.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every publisher in every codec it has, recorded from its first frame to its last: all programs
 * are content with the file, nothing is missing in it, and sound and picture are together.
 */
@Tag("e2e")
class PublishersAndCodecsTest {

  private static final int PICTURES = 6 * ClapPattern.FRAMES_PER_SECOND;
  private static final double DURATION_TOLERANCE_SECONDS = 0.1;

  /** Chromium codes silence until its connection is up, and a little more when it ends. */
  private static final int MOST_UNSENT_SOUNDS = 25;

  /** So long the first picture may take after the first sound. */
  private static final double START_TOLERANCE_SECONDS = 1;

  private static final double SYNC_TOLERANCE_MILLIS = 40;

  private static final ProofTable TABLE =
      new ProofTable("recording-proof.txt", "Recorded, as programs that are not ours see it:");

  private static RecordingStage stage;

  /** Who publishes, in what. */
  private enum Source {
    CHROMIUM_VP8("vp8"),
    CHROMIUM_VP9("vp9"),
    CHROMIUM_H264("h264"),
    CHROMIUM_AV1("av1"),
    FFMPEG_H264("h264"),
    WEBRTC_JAVA_VP8("vp8"),
    WEBRTC_JAVA_H264("h264");

    private final String codec;

    Source(String codec) {
      this.codec = codec;
    }

    ClapPublisher at(String room) {
      String name = name().substring(name().lastIndexOf('_') + 1);
      return switch (this) {
        case CHROMIUM_VP8, CHROMIUM_VP9, CHROMIUM_H264, CHROMIUM_AV1 ->
            new ChromiumClaps(stage.wishPage(), stage.whip(room)).in("video/" + name);
        case FFMPEG_H264 -> new FfmpegClaps(stage.whip(room));
        case WEBRTC_JAVA_VP8, WEBRTC_JAVA_H264 -> new NativeClaps(stage.whip(room), name);
      };
    }
  }

  @BeforeAll
  static void start() {
    stage = RecordingStage.set(Map.of());
  }

  @AfterAll
  static void stop() {
    TABLE.publish();
    stage.close();
  }

  @ParameterizedTest
  @EnumSource
  void isRecordedWhole(Source source) {
    String room = stage.server().newRoom("proof");
    Published published;
    try (ClapPublisher publisher = source.at(room)) {
      published = publisher.publish(PICTURES);
    }
    Recording recording = stage.finished(room);
    RecordedFile file = RecordingCheck.passesEveryTool(recording.onlyFile());
    RecordedFile.Stream video = file.video().orElseThrow();
    RecordedFile.Stream audio = file.audio().orElseThrow();
    Claps claps = Claps.of(file.path());
    TABLE.add(
        String.format(
            Locale.ROOT,
            "%-16s %3d of %3d pictures, %5.3f of %5.3f s, %s",
            source,
            video.frames(),
            published.pictures(),
            video.seconds(),
            published.seconds(),
            claps.summary()));
    assertEquals(source.codec, video.codec());
    assertEquals("opus", audio.codec());
    assertEquals(published.pictures(), video.frames());
    assertEquals(published.seconds(), video.seconds(), DURATION_TOLERANCE_SECONDS);
    published
        .soundSeconds()
        .ifPresent(sent -> assertEquals(sent, audio.seconds(), DURATION_TOLERANCE_SECONDS));
    double longest = Math.max(video.seconds(), audio.seconds());
    assertTrue(file.seconds() >= longest - DURATION_TOLERANCE_SECONDS, file.toString());
    assertTrue(file.seconds() <= longest + START_TOLERANCE_SECONDS, file.toString());
    assertTrue(claps.offsetsMillis().size() >= 4, claps.toString());
    assertEquals(0, claps.medianOffsetMillis(), SYNC_TOLERANCE_MILLIS, claps.summary());
    assertSame(published.picturesSent(), MediaTools.packets(file.path(), "v:0"), 0);
    assertSame(published.soundsSent(), MediaTools.packets(file.path(), "a:0"), MOST_UNSENT_SOUNDS);
  }

  /**
   * GStreamer 1.22 sends reports that run ahead of its media by as long as its pipeline has been
   * running: its times prove nothing, but all its pictures are to be there.
   */
  @Test
  void publisherWhoseReportsAreWrongIsRecordedAllTheSame() {
    String room = stage.server().newRoom("proof");
    Published published;
    try (ClapPublisher publisher = new GStreamerClaps(stage.whip(room), "VP8")) {
      published = publisher.publish(PICTURES);
    }
    RecordedFile file = RecordingCheck.passesEveryTool(stage.finished(room).onlyFile());
    assertEquals(published.pictures(), file.video().orElseThrow().frames());
  }

  /**
   * Where the publisher keeps a journal: each coded frame is in the file, byte for byte.
   *
   * @param mostUnsent how many may have been coded before the connection was ready or while it was
   *     closed
   */
  private static void assertSame(
      List<Published.Coded> sent, List<MediaTools.Packet> recorded, int mostUnsent) {
    if (sent.isEmpty()) {
      return;
    }
    String counts = "%d of %d".formatted(recorded.size(), sent.size());
    assertTrue(sent.size() - recorded.size() <= mostUnsent, counts);
    int begin =
        Collections.indexOfSubList(
            sent.stream().map(Published.Coded::crc).toList(),
            recorded.stream().map(MediaTools.Packet::crc).toList());
    assertTrue(begin >= 0, counts + " and not the same bytes");
  }
}
