package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.rtcp.SenderReport;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.scenario.TestPeer.Received;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Who comes between two keyframes of a publisher that makes them when it pleases, as OBS and FFmpeg
 * do: the cached ones are replayed. Ann sends 25 frames a second of four packets each.
 */
class LateViewerScenarioTest {

  private static final int PACKETS = 4;
  private static final int FRAME_TICKS = 3600;
  private static final long FRAME_NANOS = 40 * MILLISECOND;

  /** As FFmpeg offers it. */
  private static final PayloadFormat NOT_ASKABLE =
      TestPeer.camera(Codec.VP8, Set.of(RtcpFeedback.NACK));

  private final RoomStory story = new RoomStory();
  private TestPeer ann = story.join("ann", 1, NOT_ASKABLE);
  private int frames;
  private int sequence = 100;
  private int packetLength = 1200;

  private static byte[] packet(boolean keyframe, int frame, int place, int length) {
    return vp8(keyframe, place == 0, frame, length - place);
  }

  private List<byte[]> frame(boolean keyframe) {
    frames++;
    byte[][] payloads = new byte[PACKETS][];
    for (int i = 0; i < PACKETS; i++) {
      payloads[i] = packet(keyframe, frames, i, packetLength);
    }
    return List.of(payloads);
  }

  private void sendFrame(boolean keyframe) {
    List<byte[]> payloads = frame(keyframe);
    ann.sendFrame(sequence, frames * FRAME_TICKS, payloads);
    sequence += PACKETS;
    story.pass(FRAME_NANOS);
  }

  /** A keyframe and what follows it until {@code seconds} have passed. */
  private void sendGroup(int seconds) {
    for (int i = 0; i < seconds * 25; i++) {
      sendFrame(i == 0);
    }
  }

  private static int frameOf(Received packet) {
    return BigEndian.u16(packet.payload(), 2) & 0x7fff;
  }

  /** Nothing missing, nothing twice, time only goes forward, the pictures in order. */
  private static void assertSeamless(List<Received> got) {
    for (int i = 1; i < got.size(); i++) {
      Received before = got.get(i - 1);
      Received now = got.get(i);
      assertEquals((before.sequence() + 1) & 0xffff, now.sequence(), "at packet " + i);
      boolean newFrame = i % PACKETS == 0;
      int step = now.timestamp() - before.timestamp();
      assertTrue(newFrame ? step > 0 : step == 0, "a time step of " + step + " at packet " + i);
      assertEquals((frameOf(before) + (newFrame ? 1 : 0)) & 0x7fff, frameOf(now));
      assertEquals(before.ssrc(), now.ssrc());
    }
  }

  @Test
  void seesAPictureAtOnceAndReachesThePresent() {
    sendGroup(8);
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    story.pass(10 * MILLISECOND);
    assertTrue(bob.receivedVideo().size() >= PACKETS, "the keyframe is there after two ticks");
    assertArrayEquals(
        Arrays.copyOfRange(packet(true, 1, 0, packetLength), 4, packetLength),
        Arrays.copyOfRange(bob.receivedVideo().get(0).payload(), 4, packetLength));

    for (int i = 0; i < 2 * 25; i++) {
      sendFrame(false);
    }
    assertEquals(10 * 25 * PACKETS, bob.receivedVideo().size(), "two seconds later all is there");
    for (int i = 0; i < 25; i++) {
      sendFrame(i == 0);
    }
    assertEquals(11 * 25 * PACKETS, bob.receivedVideo().size());
    assertSeamless(bob.receivedVideo());
    assertTrue(ann.feedback(PictureLossIndication.class).isEmpty());
  }

  @Test
  void tellsOldFramesAsIfTheyWereNewAndKeepsTheTimesOfNewOnes() {
    sendGroup(8);
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    int replayed = 0;
    while (bob.receivedVideo().size() < frames * PACKETS) {
      sendFrame(false);
      replayed++;
    }
    List<Received> got = bob.receivedVideo();
    int told = got.get(got.size() - 1).timestamp() - got.get(0).timestamp();
    assertTrue(replayed < 2 * 25);
    assertTrue(
        Math.abs(told - replayed * FRAME_TICKS) <= 2 * FRAME_TICKS,
        "%d ticks told in %d frames' time".formatted(told, replayed));
    int last = got.size();
    for (int i = 0; i < 10; i++) {
      sendFrame(false);
    }
    for (int i = last; i < bob.receivedVideo().size(); i += PACKETS) {
      assertEquals(
          FRAME_TICKS,
          bob.receivedVideo().get(i).timestamp() - bob.receivedVideo().get(i - PACKETS).timestamp(),
          90, // frames replayed at the same moment are a tick apart
          "to a millisecond");
    }
  }

  @Test
  void reportsPairThePresentWithWhatIsSentInThePresent() {
    sendGroup(6);
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    for (int i = 0; i < 4 * 25; i++) {
      sendFrame(false);
    }
    int ssrc = bob.receivedVideo().get(0).ssrc();
    List<SenderReport> reports =
        bob.feedback(SenderReport.class).stream().filter(r -> r.ssrc() == ssrc).toList();
    assertTrue(reports.size() >= 3);
    SenderReport first = reports.get(0);
    for (SenderReport report : reports) {
      double seconds = (report.ntp() - first.ntp()) / (double) (1L << 32);
      int ticks = report.rtpTimestamp() - first.rtpTimestamp();
      assertEquals(seconds * 90_000, ticks, 100, "one line, through replay and present");
    }
  }

  @Test
  void isPacedBelowWhatAnAccessBears() {
    packetLength = 600;
    sendGroup(8);
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    int most = 0;
    int before = 0;
    for (int i = 0; i < 100; i++) {
      story.pass(5 * MILLISECOND);
      int bytes = bob.receivedVideo().stream().mapToInt(p -> p.payload().length + 64).sum();
      most = i == 0 ? most : Math.max(most, bytes - before);
      before = bytes;
    }
    assertTrue(most <= 12_000_000 / 8 / 200 + 700, most + " bytes in five milliseconds");
    assertEquals(8 * 25 * PACKETS, bob.receivedVideo().size());
  }

  @Test
  void getsReplayedPacketsAgainOnRequest() {
    sendGroup(4);
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    story.pass(30 * MILLISECOND);
    Received second = bob.receivedVideo().get(1);
    bob.nack(second.ssrc(), second.sequence());
    Received again =
        bob.received().stream()
            .filter(p -> p.payloadType() == TestPeer.VP8_RTX)
            .findFirst()
            .orElseThrow();
    assertEquals(second.sequence(), BigEndian.u16(again.payload(), 0));
    assertEquals(second.timestamp(), again.timestamp());
    assertArrayEquals(
        second.payload(), Arrays.copyOfRange(again.payload(), 2, again.payload().length));
  }

  @Test
  void jumpsToAKeyframeThatComesDuringTheReplay() {
    sendGroup(8);
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    story.pass(50 * MILLISECOND);
    int before = bob.receivedVideo().size();
    assertTrue(before > PACKETS && before < 8 * 25 * PACKETS);
    sendFrame(true);
    List<Received> got = bob.receivedVideo();
    Received last = got.get(got.size() - 1);
    assertTrue(got.size() < before + 60, "what lies between is left out");
    for (int i = 0; i < 25; i++) {
      sendFrame(false);
    }
    List<Received> later = bob.receivedVideo();
    assertEquals(got.size() + 25 * PACKETS, later.size());
    assertTrue(later.get(later.size() - 1).timestamp() - last.timestamp() <= 26 * FRAME_TICKS);
    assertSeamless(later);
  }

  @Test
  void waitsForALostPacketThatCanStillBeMended() {
    sendGroup(2);
    byte[] lost =
        ann.videoPacket(
            sequence + 1, (frames + 1) * FRAME_TICKS, false, packet(false, frames + 1, 1, 1200));
    List<byte[]> lossy = frame(false);
    ann.sendVideo(sequence, frames * FRAME_TICKS, false, lossy.get(0));
    ann.sendVideo(sequence + 2, frames * FRAME_TICKS, false, lossy.get(2));
    ann.sendVideo(sequence + 3, frames * FRAME_TICKS, true, lossy.get(3));
    sequence += PACKETS;
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    for (int i = 0; i < 15; i++) {
      sendFrame(false);
    }
    assertEquals(2 * 25 * PACKETS + 1, bob.receivedVideo().size());
    ann.deliver(lost);
    for (int i = 0; i < 10; i++) {
      sendFrame(false);
    }
    assertEquals(frames * PACKETS, bob.receivedVideo().size());
    assertSeamless(bob.receivedVideo());
  }

  @Test
  void showsWhatComesBeforeALossAndGoesOnAtTheNextKeyframe() {
    sendGroup(1);
    sequence++;
    for (int i = 0; i < 3 * 25; i++) {
      sendFrame(false);
    }
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    for (int i = 0; i < 25; i++) {
      sendFrame(false);
    }
    assertEquals(25 * PACKETS, bob.receivedVideo().size(), "a picture, and nothing undecodable");
    sendFrame(true);
    sendFrame(false);
    assertEquals(27 * PACKETS, bob.receivedVideo().size());
  }

  @Test
  void keepsNoGroupThatIsTooLong() {
    sendGroup(16);
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    story.pass(SECOND);
    assertTrue(bob.receivedVideo().isEmpty());
    sendFrame(true);
    assertEquals(PACKETS, bob.receivedVideo().size());
  }

  @Test
  void isNotShownWhatCameWhileTheTrackWasMuted() {
    sendGroup(2);
    ann.mute("cam", true);
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    sendFrame(false);
    sendFrame(true);
    sendFrame(false);
    ann.mute("cam", false);
    sendFrame(false);
    assertTrue(bob.receivedVideo().isEmpty());
    sendFrame(true);
    assertEquals(PACKETS, bob.receivedVideo().size());
  }

  @Test
  void seesThePictureAgainAtOnceWhenATrackIsUnmutedThatHadStopped() {
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    sendGroup(2);
    int before = bob.receivedVideo().size();
    ann.mute("cam", true);
    story.pass(SECOND);
    ann.mute("cam", false);
    story.pass(200 * MILLISECOND);
    assertTrue(bob.receivedVideo().size() > before);
    for (int i = 0; i < 25; i++) {
      sendFrame(false);
    }
    List<Received> got = bob.receivedVideo();
    assertSeamless(got.subList(0, before));
    assertSeamless(got.subList(before, got.size()));
    assertEquals(before + frames * PACKETS, got.size());
  }

  @Test
  void whoLostTooMuchGetsTheCachedKeyframeAndNotTooOften() {
    TestPeer bob = story.join("bob", 1, NOT_ASKABLE);
    sendGroup(4);
    Received newest = bob.receivedVideo().get(bob.receivedVideo().size() - 1);
    int before = bob.receivedVideo().size();
    bob.pli(newest.ssrc());
    story.pass(50 * MILLISECOND);
    assertEquals(before, bob.receivedVideo().size(), "who lost nothing needs no rescue");

    bob.nack(newest.ssrc(), newest.sequence() - 1);
    bob.pli(newest.ssrc());
    story.pass(SECOND);
    assertEquals(before + frames * PACKETS, bob.receivedVideo().size());
    bob.pli(newest.ssrc());
    story.pass(SECOND);
    assertEquals(before + frames * PACKETS, bob.receivedVideo().size());
  }

  // ---- whether the publisher answers is found out

  private void annAnswers() {
    ann.leave();
    ann = story.join("annie", 1);
    sendFrame(true);
    int asked = 0;
    for (int i = 0; i < 2 * 25; i++) {
      int now = ann.feedback(PictureLossIndication.class).size();
      sendFrame(now > asked);
      asked = now;
    }
  }

  @Test
  void asksAPublisherThatAnswersAndReplaysNothing() {
    annAnswers();
    int asked = ann.feedback(PictureLossIndication.class).size();
    assertEquals(1, asked, "once, to find out");
    TestPeer bob = story.join("bob", 1);
    story.pass(20 * MILLISECOND);
    assertTrue(bob.receivedVideo().isEmpty());
    assertEquals(asked + 1, ann.feedback(PictureLossIndication.class).size());
    sendFrame(true);
    assertEquals(PACKETS, bob.receivedVideo().size());
  }

  @Test
  void fallsBackToTheCachedKeyframeWhenAnAnswerFailsToCome() {
    annAnswers();
    TestPeer bob = story.join("bob", 1);
    story.pass(400 * MILLISECOND);
    assertTrue(bob.receivedVideo().isEmpty());
    story.pass(200 * MILLISECOND);
    assertFalse(bob.receivedVideo().isEmpty());
  }

  @Test
  void doesNotPesterAPublisherThatNeverAnswers() {
    ann.leave();
    ann = story.join("obs", 1);
    sendGroup(6);
    int asked = ann.feedback(PictureLossIndication.class).size();
    assertTrue(asked >= 3 && asked <= 5, "asked " + asked + " times to find out");
    for (int i = 0; i < 8; i++) {
      TestPeer viewer = story.join("viewer" + i, 1);
      story.pass(50 * MILLISECOND);
      assertFalse(viewer.receivedVideo().isEmpty());
    }
    assertTrue(ann.feedback(PictureLossIndication.class).size() <= asked + 1);
  }
}
