package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoomLinkTest {

  private static final ParticipantId ALICE = new ParticipantId("alice");
  private static final RoomEvent EVENT = new RoomEvent.Accepted(1);

  private final VirtualLoop loop = new VirtualLoop();
  private final ScriptedRooms rooms = new ScriptedRooms();
  private final RoomLink link = new RoomLink(ALICE, loop, 2);
  private final List<String> heard = new ArrayList<>();

  @Test
  void hearsOnItsLoop() {
    RoomEventSink sink = link.newSink(event -> heard.add("event"));
    sink.onEvent(EVENT);
    assertEquals(List.of(), heard);
    loop.run();
    assertEquals(List.of("event"), heard);
  }

  @Test
  void isDeafToTheSinkItHadBefore() {
    RoomEventSink former = link.newSink(event -> heard.add("former"));
    former.onEvent(EVENT);
    RoomEventSink present = link.newSink(event -> heard.add("present"));
    former.onEvent(EVENT);
    present.onEvent(EVENT);
    loop.run();
    assertEquals(List.of("present"), heard);
  }

  @Test
  void hearsNothingOnceItIsClosed() {
    RoomEventSink sink = link.newSink(event -> heard.add("event"));
    link.request(() -> heard.add("answer"), rejected -> true);
    sink.onEvent(EVENT);
    link.close();
    loop.run();
    link.accepted(1);
    assertEquals(List.of(), heard);
  }

  @Test
  void leavesByTheSinkTheRoomKnows() {
    link.open(rooms.open(new RoomId("blue")).orElseThrow());
    RoomEventSink sink = link.newSink(event -> {});
    link.leave(LeaveReason.LEFT);
    assertSame(sink, rooms.next(RoomCommand.Leave.class).sink());
  }

  @Test
  void hasNothingToLeaveBeforeThereIsARoom() {
    link.leave(LeaveReason.LEFT);
    assertTrue(rooms.quiet());
  }

  @Test
  void isBusyUntilTheRoomHasGivenItsLastWord() {
    long first = link.request(() -> {}, rejected -> rejected.code() != RoomErrorCode.NOT_PERMITTED);
    link.request(() -> {}, rejected -> true);
    assertTrue(link.isBusy());
    link.rejected(new RoomEvent.Rejected(first, RoomErrorCode.NOT_PERMITTED, "one track"));
    assertTrue(link.isBusy());
    link.rejected(new RoomEvent.Rejected(first, RoomErrorCode.NOT_JOINED, "all of it"));
    assertFalse(link.isBusy());
  }
}
