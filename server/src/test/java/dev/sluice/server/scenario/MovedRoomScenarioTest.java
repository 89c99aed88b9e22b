package dev.sluice.server.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOccurrence;
import dev.sluice.server.room.RoomOccurrence.CloseCause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rooms of a server that keeps to those it has, and that sends some elsewhere. */
class MovedRoomScenarioTest {

  private static final RoomId STORY = new RoomId("story");
  private static final RoomId OTHER = new RoomId("other");

  private final RoomStory story = new RoomStory();

  @Test
  void keepsToTheRoomsThatAreThereAndLetsPeopleInto() {
    story.join("anna", 1);
    story.rooms.keepToWhatIsThere();
    assertEquals(Optional.empty(), story.rooms.open(OTHER));
    assertFalse(story.rooms.takes(OTHER));
    assertTrue(story.rooms.takes(STORY));
    TestPeer ben = story.join("ben", 1);
    assertTrue(ben.events().stream().anyMatch(RoomEvent.Joined.class::isInstance));
    story.rooms.makeRooms();
    assertTrue(story.rooms.open(OTHER).isPresent());
  }

  @Test
  void sendsAllOfARoomAwayTogetherAndMakesItNoMore() {
    TestPeer anna = story.join("anna", 1);
    TestPeer ben = story.join("ben", 1);
    story.rooms.keepToWhatIsThere();
    story.rooms.move(STORY);
    story.pass(RoomStory.SECOND);
    for (TestPeer peer : List.of(anna, ben)) {
      assertEquals(
          new RoomEvent.Disconnected(LeaveReason.SERVER_SHUTDOWN),
          peer.events().get(peer.events().size() - 1));
    }
    assertEquals(List.of(), story.rooms.stats());
    assertEquals(Optional.empty(), story.rooms.open(STORY));
    assertTrue(
        story.occurrences.stream()
            .anyMatch(
                it ->
                    it instanceof RoomOccurrence.RoomClosed closed
                        && closed.cause() == CloseCause.SERVER_SHUTDOWN));
  }

  @Test
  void takesNobodyIntoARoomThatIsAboutToMove() {
    story.join("anna", 1);
    story.rooms.shut(STORY);
    assertEquals(Optional.empty(), story.rooms.open(STORY));
    assertTrue(story.rooms.find(STORY).isPresent(), "who is there stays for the moment");
    assertTrue(story.rooms.open(OTHER).isPresent(), "others are none of its business");
  }

  @Test
  void makesItAgainWhenTheOrderIsTakenBack() {
    story.join("anna", 1);
    story.rooms.keepToWhatIsThere();
    story.rooms.move(STORY);
    story.pass(RoomStory.SECOND);
    story.rooms.makeRooms();
    TestPeer late = story.join("late", 1);
    assertTrue(late.events().stream().anyMatch(RoomEvent.Joined.class::isInstance));
  }

  @Test
  void movesWhatDoesNotExistWithoutAFault() {
    story.rooms.move(OTHER);
    assertFalse(story.rooms.takes(OTHER));
  }
}
