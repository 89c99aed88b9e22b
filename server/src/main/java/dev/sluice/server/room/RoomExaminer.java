package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.EncodingLadder;
import dev.sluice.server.stream.SendStream;
import dev.sluice.server.transport.EncodingReceiver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes the {@link RoomReport}s of a room, when somebody asks. Owned by the room's loop. */
final class RoomExaminer {

  private static final double MILLIS_PER_SECOND = 1000;
  private static final double NANOS_PER_MILLI = 1e6;

  private final RoomId room;
  private final Roster roster;
  private final RoomTalk talk;
  private final RoomRecording recording;

  RoomExaminer(RoomId room, Roster roster, RoomTalk talk, RoomRecording recording) {
    this.room = room;
    this.roster = roster;
    this.talk = talk;
    this.recording = recording;
  }

  /**
   * @param only whom it is about; empty for everybody
   */
  RoomReport examine(Optional<ParticipantId> only, long nowNanos) {
    List<Participant> wanted =
        only.isPresent() ? roster.find(only.get()).stream().toList() : roster.all();
    List<MemberReport> members =
        wanted.stream()
            .sorted(Comparator.comparing(who -> who.role() == Membership.Role.VIEWER))
            .limit(RoomReport.MOST_MEMBERS)
            .map(RoomExaminer::member)
            .toList();
    return new RoomReport(
        room, nowNanos, recording.info(), talk.roomMetadata(), members, wanted.size());
  }

  private static MemberReport member(Participant who) {
    return new MemberReport(
        who.id(),
        who.name(),
        who.metadata(),
        who.role(),
        who.permissions().hidden(),
        who.joinedNanos(),
        who.presence().signalingConnected(),
        who.transport().connected(),
        RoomReports.quality(who),
        who.traffic().receiveBps(),
        who.traffic().sendBps(),
        who.publications().stream().map(RoomExaminer::published).toList(),
        who.slots().stream().map(RoomExaminer::slot).toList(),
        who.transport().report());
  }

  private static MemberReport.Published published(Publication publication) {
    List<LayerInfo> layers = publication.layers(EncodingLadder.NONE);
    List<MemberReport.Encoding> encodings = new ArrayList<>();
    for (PublishedEncoding encoding : publication.encodings()) {
      encodings.add(encoding(encoding, layers.get(encoding.index())));
    }
    return new MemberReport.Published(publication.info(), encodings);
  }

  private static MemberReport.Encoding encoding(PublishedEncoding encoding, LayerInfo layer) {
    EncodingReceiver receiver = encoding.receiver();
    return new MemberReport.Encoding(
        layer,
        encoding.codec(),
        receiver.ssrc(),
        receiver.packets(),
        receiver.bytes(),
        receiver.statistics().lost(),
        receiver.statistics().recentLossFraction(),
        millis(receiver.statistics().jitterTicks(), encoding.codec().clockRate()),
        receiver.nacksSent(),
        receiver.retransmissionsReceived(),
        receiver.keyframeRequests());
  }

  private static MemberReport.Slot slot(Subscription slot) {
    SendStream stream = slot.sender().stream();
    return new MemberReport.Slot(
        slot.mid(),
        slot.kind(),
        slot.publication().map(Publication::id),
        slot.publication().map(publication -> publication.publisher().id()),
        slot.pinned(),
        LayerDecision.of(slot),
        slot.layers(),
        stream.ssrc(),
        stream.packets(),
        stream.payloadBytes(),
        slot.retransmitted(),
        stream.packetsLost(),
        stream.lossFraction(),
        millis(stream.jitterTicks(), stream.clockRate()),
        stream.roundTripNanos() / NANOS_PER_MILLI);
  }

  private static double millis(int ticks, int clockRate) {
    return ticks * MILLIS_PER_SECOND / clockRate;
  }
}
