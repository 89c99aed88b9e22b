package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.room.LayerChoice;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.rtcp.GenericNack;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.scenario.TestPeer.Received;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What OBS and FFmpeg do on the wire and browsers do not. */
class ObsPublisherScenarioTest {

  private static final int FRAME_TICKS = 3150;
  private static final int HIGH = 11;
  private static final int LOW = 13;
  private static final PayloadFormat H264 = TestPeer.camera(Codec.H264, TestPeer.ASKABLE);
  private static final byte[] SPS = hex("6742c01ed900780227e5c0");
  private static final byte[] PPS = hex("68cb83cb20");

  private final RoomStory story = new RoomStory();

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** The only slice of a picture. */
  private static byte[] slice(boolean idr, int frame) {
    byte[] slice = new byte[300];
    Arrays.fill(slice, (byte) frame);
    slice[0] = (byte) (idr ? 0x65 : 0x61);
    slice[1] = (byte) 0x88;
    return slice;
  }

  // ---- simulcast: each layer's sequence numbers begin at 0, its timestamps at one origin

  private void layers(TestPeer obs, int frame, boolean keyframe) {
    obs.sendEncoding("0", HIGH, frame, frame * FRAME_TICKS, vp8(keyframe, true, frame, 900));
    obs.sendEncoding("2", LOW, frame, frame * FRAME_TICKS, vp8(keyframe, true, frame, 200));
    story.pass(35 * MILLISECOND);
  }

  private static List<Integer> lengths(List<Received> packets) {
    return packets.stream().map(packet -> packet.payload().length).distinct().toList();
  }

  @Test
  void aChosenLayerIsShownAtOnceFromItsCachedKeyframe() {
    TestPeer obs = story.publish("obs", List.of("0", "1", "2"));
    for (int frame = 0; frame < 200; frame++) {
      layers(obs, frame, frame == 0);
    }
    TestPeer bob = story.join("bob", 1);
    story.pass(100 * MILLISECOND);
    assertEquals(List.of(900), lengths(bob.receivedVideo()));
    for (int frame = 200; frame < 300; frame++) {
      layers(obs, frame, false);
    }
    int before = bob.receivedVideo().size();
    assertEquals(300, before);

    bob.says(new RoomCommand.ChooseLayer(1, bob.id(), "v0", LayerChoice.ofRid("2")));
    story.pass(10 * MILLISECOND);
    List<Received> got = bob.receivedVideo();
    assertEquals(List.of(200), lengths(got.subList(before, got.size())));
    for (int frame = 300; frame < 330; frame++) {
      layers(obs, frame, false);
    }
    got = bob.receivedVideo();
    assertEquals(before + 330, got.size());
    for (int i = 1; i < got.size(); i++) {
      assertEquals((got.get(i - 1).sequence() + 1) & 0xffff, got.get(i).sequence());
      assertTrue(got.get(i).timestamp() - got.get(i - 1).timestamp() > 0, "time at " + i);
      int pictureStep =
          BigEndian.u16(got.get(i).payload(), 2) - BigEndian.u16(got.get(i - 1).payload(), 2);
      assertEquals(1, pictureStep & 0x7fff);
    }
    int step = got.get(got.size() - 1).timestamp() - got.get(before - 1).timestamp();
    assertEquals(30 * 35 * 90, step, 5 * 90, "as much as has passed");
  }

  /** OBS looks a NACK up by the 16-bit number alone, in a store that its layers share. */
  @Test
  void aPacketOfAnotherLayerThatANackBringsBackHarmsNothing() {
    TestPeer obs = story.publish("obs", List.of("0", "1", "2"));
    TestPeer bob = story.join("bob", 1);
    byte[] other = {};
    for (int frame = 0; frame < 40; frame++) {
      byte[] payload = vp8(frame == 0, true, frame, 900);
      if (frame != 20) {
        obs.sendEncoding("0", HIGH, frame, frame * FRAME_TICKS, payload);
      }
      other =
          frame == 20
              ? obs.encodingPacket(
                  "2", LOW, frame, frame * FRAME_TICKS, vp8(false, true, frame, 200))
              : other;
      if (frame == 20) {
        obs.deliver(other);
      } else {
        obs.sendEncoding("2", LOW, frame, frame * FRAME_TICKS, vp8(frame == 0, true, frame, 200));
      }
      story.pass(35 * MILLISECOND);
    }
    List<Received> before = List.copyOf(bob.receivedVideo());
    for (int i = 0; i < 5; i++) {
      obs.deliver(other);
      story.pass(20 * MILLISECOND);
    }
    assertEquals(before, bob.receivedVideo());
    assertTrue(story.drops().get("replayed") >= 5);
    assertTrue(obs.feedback(GenericNack.class).stream().allMatch(nack -> nack.mediaSsrc() == HIGH));
  }

  @Test
  void requestsForWhatNeverComesEnd() {
    TestPeer obs = story.publish("obs", List.of("0", "1", "2"));
    for (int frame = 0; frame < 60; frame++) {
      if (frame != 20) {
        obs.sendEncoding("2", LOW, frame, frame * FRAME_TICKS, vp8(frame == 0, true, frame, 200));
      }
      story.pass(35 * MILLISECOND);
    }
    int asked = obs.feedback(GenericNack.class).size();
    assertTrue(asked >= 2 && asked <= 10, "asked " + asked + " times");
    story.pass(3 * SECOND);
    assertEquals(asked, obs.feedback(GenericNack.class).size());
  }

  /** Who ends the handshake sends at once, while the other side still computes its keys. */
  @Test
  void keepsTheKeyframeThatComesBeforeTheKeys() {
    TestPeer bob = story.join("bob", 1);
    TestPeer ffmpeg =
        story.signUp("ffmpeg", 0, List.of(), Membership.publisher(DuplicatePolicy.REPLACE));
    story.pass(5 * MILLISECOND);
    List<byte[]> batch = new ArrayList<>();
    batch.add(ffmpeg.checkDatagram());
    for (int i = 0; i < 200; i++) {
      batch.add(ffmpeg.videoPacket(i, 3000, false, vp8(i == 0, i == 0, 1, 300)));
    }
    ffmpeg.deliverBatch(batch);
    ffmpeg.sendVideo(200, 6000, true, vp8(false, true, 2, 300));
    assertEquals(129, bob.receivedVideo().size());
    assertEquals(72, story.drops().get("no_keys"));
  }

  /** FFmpeg 8.0 sends no STUN once media flows, and answers none. */
  @Test
  void whoSendsMediaLivesWithoutChecks() {
    TestPeer ffmpeg = story.publish("ffmpeg");
    TestPeer bob = story.join("bob", 1);
    for (int i = 0; i < 1000; i++) {
      ffmpeg.sendVideo(i, i * 9000, true, vp8(i % 20 == 0, true, i, 200));
      bob.check();
      story.pass(100 * MILLISECOND);
    }
    assertTrue(ffmpeg.events(RoomEvent.Disconnected.class).isEmpty());
    assertEquals(1000, bob.receivedVideo().size());
    for (int i = 0; i < 120; i++) {
      bob.check();
      story.pass(SECOND);
    }
    assertEquals(LeaveReason.MEDIA_LOST, ffmpeg.last(RoomEvent.Disconnected.class).reason());
  }

  // ---- H264: parameter sets in packets of their own

  @Test
  void aReplayBeginsWithTheParameterSetsInFrontOfTheKeyframe() {
    TestPeer obs = story.join("obs", 1, H264);
    obs.sendVideo(1, 3000, false, SPS);
    obs.sendVideo(2, 3000, false, PPS);
    obs.sendVideo(3, 3000, true, slice(true, 1));
    obs.sendVideo(4, 6000, true, slice(false, 2));
    TestPeer bob = story.join("bob", 1, H264);
    story.pass(10 * MILLISECOND);
    List<Received> got = bob.receivedVideo();
    assertEquals(4, got.size());
    assertArrayEquals(SPS, got.get(0).payload());
    assertArrayEquals(PPS, got.get(1).payload());
    assertEquals(got.get(0).timestamp(), got.get(2).timestamp());
    assertTrue(got.get(3).timestamp() - got.get(2).timestamp() > 0);
  }

  @Test
  void aViewerGetsParameterSetsThatWereSentOnlyOnce() {
    TestPeer obs = story.join("obs", 1, H264);
    obs.sendVideo(1, 3000, false, SPS);
    obs.sendVideo(2, 3000, false, PPS);
    obs.sendVideo(3, 3000, true, slice(true, 1));
    byte[] late = obs.videoPacket(4, 6000, true, slice(false, 2));
    obs.sendVideo(5, 9000, true, slice(true, 3));
    obs.sendVideo(6, 12000, true, slice(false, 4));
    TestPeer bob = story.join("bob", 1, H264);
    story.pass(10 * MILLISECOND);
    obs.deliver(late);
    obs.sendVideo(7, 15000, true, slice(false, 5));

    List<Received> got = bob.receivedVideo();
    byte[] sets = hex("78000b" + HexFormat.of().formatHex(SPS) + "0005" + "68cb83cb20");
    assertEquals(4, got.size(), "nothing from before the keyframe");
    assertArrayEquals(sets, got.get(0).payload());
    assertArrayEquals(slice(true, 3), got.get(1).payload());
    assertEquals(got.get(0).timestamp(), got.get(1).timestamp());
    for (int i = 1; i < got.size(); i++) {
      assertEquals(got.get(i - 1).sequence() + 1, got.get(i).sequence());
    }

    bob.nack(got.get(0).ssrc(), got.get(0).sequence());
    Received again = bob.received().get(bob.received().size() - 1);
    assertEquals(TestPeer.VP8_RTX, again.payloadType());
    assertArrayEquals(sets, Arrays.copyOfRange(again.payload(), 2, again.payload().length));
  }

  @Test
  void whoSawTheParameterSetsDoesNotGetThemAgain() {
    TestPeer obs = story.join("obs", 1, H264);
    TestPeer bob = story.join("bob", 1, H264);
    obs.sendVideo(1, 3000, false, SPS);
    obs.sendVideo(2, 3000, false, PPS);
    obs.sendVideo(3, 3000, true, slice(true, 1));
    obs.sendVideo(4, 6000, true, slice(true, 2));
    assertEquals(4, bob.receivedVideo().size());
  }
}
