package dev.sluice.server.scenario;

import static dev.sluice.server.scenario.RoomStory.MILLISECOND;
import static dev.sluice.server.scenario.RoomStory.SECOND;
import static dev.sluice.server.scenario.RoomStory.vp8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.LayerChoice;
import dev.sluice.server.room.LayerDecision.Reason;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.MemberReport;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomReport;
import dev.sluice.server.room.View;
import dev.sluice.server.transport.TransportEvent;
import dev.sluice.server.transport.TransportEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a room tells of somebody to who looks into it. */
class ExaminedRoomScenarioTest {

  private static final int LOW = 501;
  private static final int HIGH = 502;
  private static final int FRAME_TICKS = 3000;
  private static final int HIGH_BYTES = 900;

  private final RoomStory story = new RoomStory();
  private final TestPeer ann = story.join("ann", 1, List.of("q", "f"));
  private final TestPeer bob = story.join("bob", 1);
  private int frame;

  private void send(boolean keyframe) {
    frame++;
    ann.sendEncoding("q", LOW, frame, frame * FRAME_TICKS, vp8(keyframe, true, frame, 100));
    ann.sendEncoding("f", HIGH, frame, frame * FRAME_TICKS, vp8(keyframe, true, frame, HIGH_BYTES));
    story.pass(35 * MILLISECOND);
  }

  private Optional<RoomReport> ask(Optional<ParticipantId> only) {
    List<Optional<RoomReport>> answers = new ArrayList<>();
    story.room().execute(new RoomCommand.Examine(only, answers::add));
    story.home.runTasks();
    assertEquals(1, answers.size(), "it answers once");
    return answers.get(0);
  }

  private MemberReport of(TestPeer peer) {
    return ask(Optional.of(peer.id())).orElseThrow().members().get(0);
  }

  private MemberReport.Slot bobsPicture() {
    return of(bob).slots().stream()
        .filter(slot -> slot.mid().equals("v0"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsOfEverybodyInTheOrderTheyCame() {
    RoomReport report = ask(Optional.empty()).orElseThrow();
    assertEquals(
        List.of(ann.id(), bob.id()), report.members().stream().map(MemberReport::id).toList());
    assertEquals(story.clock.nanoTime(), report.takenNanos());
    MemberReport first = report.members().get(0);
    assertTrue(first.mediaConnected() && first.signalingConnected());
    assertTrue(first.joinedNanos() < report.members().get(1).joinedNanos());
  }

  @Test
  void tellsOfSoManyAtOnceOnlyAndOfViewersLast() {
    TestPeer viewer = story.watch("viewer", View.EVERYBODY);
    story.join("carl", 1);
    List<ParticipantId> ids =
        ask(Optional.empty()).orElseThrow().members().stream().map(MemberReport::id).toList();
    assertEquals(viewer.id(), ids.get(3));
    for (int i = 0; i < RoomReport.MOST_MEMBERS; i++) {
      story.signUp("v" + i, 1, List.of(), Membership.viewer(View.EVERYBODY));
    }
    RoomReport report = ask(Optional.empty()).orElseThrow();
    assertEquals(RoomReport.MOST_MEMBERS, report.members().size());
    assertEquals(RoomReport.MOST_MEMBERS + 4, report.inAll());
  }

  @Test
  void tellsNothingOfSomebodyWhoIsNotThere() {
    assertTrue(ask(Optional.of(new ParticipantId("eve"))).orElseThrow().members().isEmpty());
  }

  @Test
  void countsEachEncodingAndMeasuresHowFastItComes() {
    for (int i = 0; i < 70; i++) {
      send(i == 0);
    }
    MemberReport report = of(ann);
    MemberReport.Published camera = report.published().get(1);
    assertEquals(2, camera.encodings().size());
    MemberReport.Encoding high = camera.encodings().get(1);
    assertEquals(Optional.of("f"), high.layer().rid());
    assertEquals(HIGH, high.ssrc());
    assertEquals(70, high.packets());
    assertEquals(0, high.lost());
    assertTrue(high.layer().active());
    double expected = (HIGH_BYTES + 100) * 8 / 0.035;
    assertTrue(
        report.receiveBps() > expected && report.receiveBps() < 1.2 * expected,
        report.receiveBps() + " bit/s of " + expected + " without headers");
    assertTrue(of(bob).sendBps() > 0);
    story.pass(2 * SECOND);
    assertEquals(0, of(ann).receiveBps());
  }

  @Test
  void saysWhyASlotIsSentWhatItIs() {
    assertEquals(Reason.NOTHING_ARRIVES, bobsPicture().decision().reason());
    for (int i = 0; i < 40; i++) {
      send(i % 20 == 0);
    }
    assertEquals(Reason.BEST, bobsPicture().decision().reason());
    assertEquals(1, bobsPicture().decision().current().orElseThrow());
    assertEquals(Optional.of(ann.id()), bobsPicture().publisher());

    bob.says(new RoomCommand.ChooseLayer(0, bob.id(), "v0", LayerChoice.ofRid("q")));
    assertEquals(Reason.AWAITS_KEYFRAME, bobsPicture().decision().reason());
    assertEquals(0, bobsPicture().decision().target().orElseThrow());
    send(true);
    assertEquals(Reason.CHOSEN, bobsPicture().decision().reason());

    bob.says(new RoomCommand.LayerHint(0, bob.id(), "v0", 0, 0));
    assertEquals(Reason.NOT_SHOWN, bobsPicture().decision().reason());
    bob.says(new RoomCommand.LayerHint(0, bob.id(), "v0", 640, 360));
    ann.mute("cam", true);
    assertEquals(Reason.MUTED, bobsPicture().decision().reason());
    ann.leave();
    assertEquals(Reason.NO_TRACK, bobsPicture().decision().reason());
  }

  @Test
  void remembersWhatHappenedToTheTransport() {
    List<Kind> kinds = of(ann).transport().events().stream().map(TransportEvent::kind).toList();
    assertEquals(
        List.of(Kind.PATH_VALIDATED, Kind.DTLS_STARTED, Kind.PATH_SELECTED, Kind.DTLS_CONNECTED),
        kinds);
    story.passWith(40 * SECOND, bob);
    assertTrue(of(ann).transport().events().stream().anyMatch(e -> e.kind() == Kind.INTERRUPTED));
    assertEquals("interrupted", of(ann).transport().state());
    ann.check();
    assertTrue(of(ann).transport().events().stream().anyMatch(e -> e.kind() == Kind.RESTORED));
  }

  @Test
  void tellsNoCredential() {
    String everything = ask(Optional.empty()).toString();
    assertFalse(everything.contains("password"), everything);
    assertFalse(everything.contains("server1ann"), "nor the ufrag");
    assertTrue(everything.contains("AEAD_AES_128_GCM"), "it does tell something");
  }

  @Test
  void saysNothingWhenItIsClosed() {
    var room = story.room();
    room.execute(new RoomCommand.Close(LeaveReason.ROOM_CLOSED));
    story.home.runTasks();
    List<Optional<RoomReport>> answers = new ArrayList<>();
    room.execute(new RoomCommand.Examine(Optional.empty(), answers::add));
    story.home.runTasks();
    assertEquals(List.of(Optional.empty()), answers);
  }
}
