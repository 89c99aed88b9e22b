package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.RoomEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one peer does, or what happens to it, must not reach the others. */
class HostilePublisherScenarioTest {

  /** As many packets as the history of a video has slots. */
  private static final int HISTORY = 1024;

  /** One index must never be sealed twice, or the key stream is used twice. */
  @Test
  void aJumpByTheHistorysLengthInOneBatchSealsNothingTwice() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      batch.add(ann.videoPacket(2 + i * HISTORY, 6000 + i, true, vp8(false, true, 2, 300 + i)));
    }
    ann.deliverBatch(batch);
    List<TestPeer.Received> received = bob.receivedVideo();
    assertEquals(2, received.size());
    assertEquals(300, received.get(1).payload().length);
  }

  /** RFC 3711 section 3.3.1: who misses half a turn of the numbers can open nothing any more. */
  @Test
  void jumpsAndLossesDoNotLockTheSubscriberOut() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    ann.sendVideo(1, 3000, true, vp8(true, true, 1, 500));
    boolean[] losing = {true};
    story.home.network(datagram -> !losing[0] || (datagram[0] & 0xff) < 128);
    int sequence = 1;
    for (int i = 0; i < 5; i++) {
      sequence += 30_000;
      ann.sendVideo(sequence, 6000 + i, true, vp8(false, true, 2 + i, 300));
    }
    losing[0] = false;
    ann.sendVideo(sequence + 1, 9000, true, vp8(false, true, 9, 300));
    assertEquals(2, bob.receivedVideo().size());
  }

  @Test
  void carriesOpusAtItsHighestRate() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 0);
    TestPeer bob = story.join("bob", 0);
    ann.sendAudio(1, 960, 20, new byte[1275]);
    assertEquals(1, bob.received().size());
    assertEquals(1275, bob.received().get(0).payload().length);
  }

  @Test
  void aSubscriberForWhomForwardingFailsLeavesTheOthersTheirMedia() {
    RoomStory story = new RoomStory();
    TestPeer ann = story.join("ann", 1);
    TestPeer bob = story.join("bob", 1);
    TestPeer cid = story.join("cid", 1);
    story.pass(10 * MILLISECOND);
    bob.breakSending();
    for (int i = 1; i <= 3; i++) {
      ann.sendVideo(i, 3000 * i, true, vp8(i == 1, true, i, 500));
    }
    story.pass(SECOND);
    assertEquals(3, cid.receivedVideo().size());
    assertTrue(bob.receivedVideo().isEmpty());
    assertEquals(
        RoomEvent.TransportState.FAILED, bob.last(RoomEvent.TransportChanged.class).state());
    assertFalse(story.home.isEmpty());
    bob.leave();
    ann.leave();
    cid.leave();
    story.pass(30 * SECOND);
    assertTrue(story.home.isEmpty());
  }
}
