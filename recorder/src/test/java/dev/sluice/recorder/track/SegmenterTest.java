package dev.sluice.recorder.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordedTrack.Kind;
import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.OpusHead;
import dev.sluice.recorder.codec.Vp8FrameHeader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SegmenterTest {

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final CodecConfiguration OPUS = OpusHead.configuration(2);
  private static final CodecConfiguration SMALL = vp8(320, 180);
  private static final CodecConfiguration LARGE = vp8(1280, 720);

  private final Log log = new Log();
  private final Member audio = new Member(1, Kind.AUDIO);
  private final Member video = new Member(2, Kind.VIDEO);
  private long now;
  private SegmentLimits limits = SegmentLimits.of(60 * SECOND, 0);
  private FileRate rate = new FileRate(4, 10 * SECOND, 1_000, 0);
  private Segmenter segmenter = segmenter();

  @Test
  void waitsForTheFirstFrameOfEveryLiveTrack() throws IOException {
    both();
    sound(0);
    sound(20);
    assertEquals("", log.text());
    picture(30, SMALL);
    sound(40);
    assertEquals("begin[1,2]@0 1@0 1@20 2k@30 1@40", log.text());
  }

  @Test
  void beginsWithoutATrackThatDoesNotCome() throws IOException {
    both();
    sound(0);
    pass(1_999);
    assertEquals("", log.text());
    pass(2_000);
    assertEquals("begin[1]@0 1@0", log.text());
  }

  @Test
  void beginsAnotherFileWhenPictureComesLater() throws IOException {
    both();
    sound(0);
    pass(2_000);
    sound(2_100);
    picture(2_110, SMALL);
    sound(2_120);
    assertEquals("begin[1]@0 1@0 1@2100 end begin[1,2]@2110 2k@2110 1@2120", log.text());
  }

  @Test
  void waitsForATrackThatHasSentNothingYet() throws IOException {
    segmenter.add(audio);
    segmenter.add(video);
    sound(0);
    sound(20);
    picture(280, SMALL);
    assertEquals("begin[1,2]@0 1@0 1@20 2k@280", log.text());
  }

  @Test
  void waitsForATrackThatNeverSendsOnceOnly() throws IOException {
    segmenter.add(audio);
    segmenter.add(video);
    sound(0);
    pass(2_000);
    sound(2_020);
    pass(40_000);
    sound(40_000);
    assertEquals("begin[1]@0 1@0 1@2020 end begin[1]@40000 1@40000", log.text());
  }

  @Test
  void keepsSoundThatComesLaterForTheFileThatBeginsAtAKeyframe() throws IOException {
    add(video);
    picture(0, SMALL);
    add(audio);
    sound(100);
    assertTrue(log.wanted(video));
    delta(133);
    sound(120);
    picture(166, SMALL);
    delta(200);
    assertEquals("begin[2]@0 2k@0 2@133 end begin[2,1]@100 1@100 1@120 2k@166 2@200", log.text());
  }

  @Test
  void doesNotWaitForAKeyframeForEver() throws IOException {
    add(video);
    picture(0, SMALL);
    add(audio);
    sound(100);
    for (int at = 133; at < 2_200; at += 33) {
      delta(at);
    }
    pass(2_200);
    sound(2_220);
    pass(4_300);
    assertTrue(log.text().endsWith("end begin[1]@100 1@100 1@2220"), log.text());
  }

  @Test
  void beginsAnotherFileWhenTheSizeChanges() throws IOException {
    add(video);
    picture(0, SMALL);
    delta(33);
    picture(66, LARGE);
    delta(99);
    assertEquals("begin[2]@0 2k@0 2@33 end begin[2]@66 2k@66 2@99", log.text());
  }

  @Test
  void keepsOneFileWhenKeyframesSayTheSame() throws IOException {
    add(video);
    picture(0, SMALL);
    picture(66, vp8(320, 180));
    assertEquals("begin[2]@0 2k@0 2k@66", log.text());
  }

  @Test
  void writesWhatItHeldWhenTheSizeChangesBeforeTheFirstFileBegan() throws IOException {
    both();
    picture(0, SMALL);
    delta(33);
    picture(66, LARGE);
    sound(70);
    assertEquals("begin[2]@0 2k@0 2@33 end begin[1,2]@66 2k@66 1@70", log.text());
  }

  @Test
  void dropsWhatWantsMoreFilesThanMayBeginAndKeepsTheRest() throws IOException {
    rate = new FileRate(2, 10 * SECOND, 1_000, 0);
    segmenter = segmenter();
    both();
    picture(0, SMALL);
    sound(0);
    picture(1_000, LARGE);
    sound(1_000);
    assertFalse(picture(2_000, SMALL));
    assertFalse(delta(2_033));
    assertTrue(sound(2_040));
    assertTrue(picture(3_000, LARGE));
    assertFalse(picture(4_000, SMALL));
    assertTrue(picture(11_000, SMALL));
    sound(11_000);
    assertEquals(
        "begin[1,2]@0 1@0 2k@0 end begin[1,2]@1000 1@1000 2k@1000 1@2040 2k@3000"
            + " end begin[1,2]@11000 1@11000 2k@11000",
        log.text());
  }

  @Test
  void asksForNoKeyframeThatCouldNotBeWritten() throws IOException {
    rate = new FileRate(1, 10 * SECOND, 1_000, 0);
    segmenter = segmenter();
    add(video);
    picture(0, SMALL);
    picture(1_000, LARGE);
    delta(1_033);
    assertFalse(log.wanted(video));
    delta(10_033);
    assertTrue(log.wanted(video));
  }

  @Test
  void givesWayAtTheNextKeyframeWhenTheFileIsLongEnough() throws IOException {
    both();
    picture(0, SMALL);
    sound(0);
    delta(60_000);
    sound(60_010);
    picture(60_500, SMALL);
    sound(60_510);
    assertEquals(
        "begin[1,2]@0 1@0 2k@0 2@60000 1@60010 end begin[1,2]@60500 2k@60500 1@60510", log.text());
  }

  @Test
  void givesWayAtOnceWhenSoundIsAlone() throws IOException {
    add(audio);
    sound(0);
    sound(59_999);
    sound(60_000);
    assertEquals("begin[1]@0 1@0 1@59999 end begin[1]@60000 1@60000", log.text());
  }

  @Test
  void givesWayWhenTheFileIsLargeEnough() throws IOException {
    limits = SegmentLimits.of(60 * SECOND, 10);
    segmenter = segmenter();
    add(video);
    picture(0, SMALL);
    delta(33);
    log.bytes = 10;
    delta(66);
    picture(99, SMALL);
    assertEquals("begin[2]@0 2k@0 2@33 2@66 end begin[2]@99 2k@99", log.text());
  }

  @Test
  void finishesAFileThatNothingComesTo() throws IOException {
    both();
    picture(0, SMALL);
    sound(0);
    pass(29_999);
    pass(30_000);
    delta(40_000);
    assertTrue(log.wanted(video));
    picture(40_100, SMALL);
    sound(40_100);
    assertEquals("begin[1,2]@0 1@0 2k@0 end begin[1,2]@40100 1@40100 2k@40100", log.text());
  }

  @Test
  void soundLeadsWhilePictureIsMuted() throws IOException {
    both();
    picture(0, SMALL);
    sound(0);
    segmenter.live(video, false);
    sound(60_000);
    assertEquals("begin[1,2]@0 1@0 2k@0 end begin[1]@60000 1@60000", log.text());
  }

  @Test
  void writesWhatIsHeldOfATrackThatEnds() throws IOException {
    both();
    sound(0);
    now = 100 * MILLI;
    segmenter.remove(audio, now);
    assertEquals("begin[1]@0 1@0 end", log.text());
  }

  @Test
  void theFileGoesOnWithoutATrackThatEnds() throws IOException {
    both();
    sound(0);
    picture(0, SMALL);
    segmenter.remove(audio, now);
    delta(33);
    segmenter.finish();
    assertEquals("begin[1,2]@0 1@0 2k@0 2@33 end", log.text());
  }

  @Test
  void finishWritesWhatIsHeld() throws IOException {
    both();
    sound(0);
    segmenter.finish();
    assertEquals("begin[1]@0 1@0 end", log.text());
  }

  @Test
  void holdsNoMoreThanItMay() throws IOException {
    limits = new SegmentLimits(60 * SECOND, 0, SECOND, 2 * SECOND, 30 * SECOND, 50);
    segmenter = segmenter();
    both();
    for (int at = 0; at < 6; at++) {
      sound(at);
    }
    assertTrue(log.text().startsWith("begin[1]@0"), log.text());
  }

  private Segmenter segmenter() {
    return new Segmenter(limits, rate, new FileRate(100, SECOND, 1_000, 0), log);
  }

  private void both() {
    add(audio);
    add(video);
  }

  private void add(Member member) {
    segmenter.add(member);
    segmenter.live(member, true);
  }

  private boolean sound(long millis) throws IOException {
    return frame(audio, OPUS, millis, true);
  }

  private boolean picture(long millis, CodecConfiguration configuration) throws IOException {
    return frame(video, configuration, millis, true);
  }

  private boolean delta(long millis) throws IOException {
    return frame(video, null, millis, false);
  }

  private boolean frame(
      Member member, CodecConfiguration configuration, long millis, boolean keyframe)
      throws IOException {
    now = Math.max(now, millis * MILLI);
    log.wanted.clear();
    return segmenter.onFrame(
        member, configuration, millis * MILLI, keyframe, 1, new byte[10], 0, 10, now);
  }

  private void pass(long millis) throws IOException {
    now = millis * MILLI;
    segmenter.onTick(now);
  }

  private static CodecConfiguration vp8(int width, int height) {
    byte[] header = {
      0,
      0,
      0,
      (byte) 0x9d,
      1,
      0x2a,
      (byte) width,
      (byte) (width >> 8),
      (byte) height,
      (byte) (height >> 8)
    };
    return Vp8FrameHeader.configuration(header, 0, header.length).orElseThrow();
  }

  private static final class Log implements Segmenter.Listener {

    private final List<String> lines = new ArrayList<>();
    private final List<Member> wanted = new ArrayList<>();
    private long bytes;

    String text() {
      return String.join(" ", lines);
    }

    boolean wanted(Member member) {
      return wanted.contains(member);
    }

    @Override
    public void onBegin(List<Member> members, long startNanos) {
      lines.add(
          members.stream()
              .map(member -> "" + member.track())
              .collect(Collectors.joining(",", "begin[", "]@" + startNanos / MILLI)));
    }

    @Override
    public void onFrame(
        Member member,
        long groupNanos,
        boolean keyframe,
        long packets,
        byte[] data,
        int offset,
        int length) {
      boolean marked = keyframe && member.kind() == Kind.VIDEO;
      lines.add(member.track() + (marked ? "k@" : "@") + groupNanos / MILLI);
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void onEnd() {
      lines.add("end");
      bytes = 0;
    }

    @Override
    public void onKeyframeNeeded(Member member) {
      wanted.add(member);
    }
  }
}
