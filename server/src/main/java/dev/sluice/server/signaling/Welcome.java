package dev.sluice.server.signaling;

import dev.sluice.protocol.RoomInfo;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.ParticipantInfo;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.SlotBinding;
import java.util.List;
import java.util.Optional;

/**
 * What a client is told that has come into its room, or back. Each time it gets another resume
 * token. Owned by the session's loop.
 */
final class Welcome {

  private static final long SECOND = 1_000_000_000L;

  private final SessionContext context;
  private final RoomId room;
  private final ParticipantId participant;
  private final SessionRights rights;
  private final ResumeToken resumeToken;

  Welcome(
      SessionContext context,
      RoomId room,
      ParticipantId participant,
      SessionRights rights,
      ResumeToken resumeToken) {
    this.context = context;
    this.room = room;
    this.participant = participant;
    this.rights = rights;
    this.resumeToken = resumeToken;
  }

  /**
   * @param answer to the offer that came with the join
   */
  ServerMessage.Joined to(RoomEvent.Joined joined, long inReplyTo, String answer) {
    return message(
        inReplyTo,
        joined.self(),
        joined.others(),
        joined.slots(),
        RoomMessages.room(room, joined.roomMetadata(), joined.recording()),
        Optional.of(answer));
  }

  ServerMessage.Joined to(RoomEvent.Resumed resumed, long inReplyTo) {
    return message(
        inReplyTo,
        resumed.self(),
        resumed.others(),
        resumed.slots(),
        RoomMessages.room(room, resumed.roomMetadata(), resumed.recording()),
        Optional.empty());
  }

  /** Without an answer it is a resume. */
  private ServerMessage.Joined message(
      long inReplyTo,
      ParticipantInfo self,
      List<ParticipantInfo> others,
      List<SlotBinding> slots,
      RoomInfo roomInfo,
      Optional<String> answer) {
    SignalingOptions options = context.options();
    return new ServerMessage.Joined(
        inReplyTo,
        ServerMessage.PROTOCOL,
        RoomMessages.participant(self),
        others.stream().map(RoomMessages::participant).toList(),
        RoomMessages.slots(slots),
        answer,
        resumeToken.renew(),
        (int) (options.resumeGraceNanos() / SECOND),
        options.iceServers().iceServers(participant.value()),
        roomInfo,
        answer.isEmpty(),
        rights.mayRecord(),
        rights.permissions());
  }
}
