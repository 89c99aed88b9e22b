package dev.sluice.server.signaling;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.server.negotiation.Answer;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import java.util.Optional;

/**
 * The first way into a room: the room is opened, the offer answered, and the room asked; once more
 * when it closes at that very moment. Owned by the session's loop.
 */
final class RoomEntry {

  /** Hears of the join and of what comes from the room after it. */
  interface Listener {

    /** Whether anybody waits for the join. */
    boolean isAwaited();

    /** The way ends here. */
    void onRefused(SignalingError error, long joinId);

    /** One of the tracks that came with the join is not published; the join goes on. */
    void onTrackRefused(RoomEvent.Rejected rejected);

    /** What the room says, answers among it. */
    void onEvent(RoomEvent event, long joinId, String answer);
  }

  private final SessionContext context;
  private final RoomId roomId;
  private final ParticipantId participant;
  private final SessionRights rights;
  private final SessionProfile profile;
  private final RoomLink room;
  private final OfferRequests offers;
  private final JoinListener joining;
  private final Listener listener;

  RoomEntry(
      SessionContext context,
      RoomId roomId,
      ParticipantId participant,
      SessionRights rights,
      SessionProfile profile,
      RoomLink room,
      OfferRequests offers,
      JoinListener joining,
      Listener listener) {
    this.context = context;
    this.roomId = roomId;
    this.participant = participant;
    this.rights = rights;
    this.profile = profile;
    this.room = room;
    this.offers = offers;
    this.joining = joining;
    this.listener = listener;
  }

  /** Goes it; the join carries an offer. */
  void enter(ClientMessage.Join join) {
    profile.metadata(profile.completed(join.metadata()));
    enter(join, true);
  }

  private void enter(ClientMessage.Join join, boolean mayRetry) {
    Optional<RoomHandle> opened = context.rooms().open(roomId);
    if (opened.isEmpty()) {
      refuse(JoinOutcome.REFUSED, noRoom(), join.id());
      return;
    }
    room.open(opened.get());
    Answer answer;
    try {
      answer = offers.first(opened.get().candidates(), join.offer().orElseThrow());
    } catch (SignalingRefusal e) {
      refuse(JoinOutcome.BAD_SDP, e.error(), join.id());
      return;
    }
    if (mayRetry) {
      joining.onStage(JoinStage.NEGOTIATED, context.clock().nanoTime());
    }
    long requestId = room.request(() -> {}, rejected -> onRejected(rejected, join, mayRetry));
    RoomEventSink sink = room.newSink(event -> listener.onEvent(event, join.id(), answer.sdp()));
    room.say(
        new RoomCommand.Join(
            requestId,
            participant,
            profile.name(join.name()),
            profile.metadata(),
            rights.membership(),
            answer.session(),
            RoomMessages.intents(join.tracks()),
            sink,
            joining));
  }

  private SignalingError noRoom() {
    Farewell farewell = context.farewell();
    return farewell.draining() ? farewell.refusal() : SignalingError.SERVER_FULL;
  }

  private boolean onRejected(
      RoomEvent.Rejected rejected, ClientMessage.Join join, boolean mayRetry) {
    RoomErrorCode code = rejected.code();
    if (Replies.isAboutOneTrack(code)) {
      listener.onTrackRefused(rejected);
      return false;
    }
    if (code == RoomErrorCode.ROOM_CLOSED && mayRetry && listener.isAwaited()) {
      enter(join, false);
    } else {
      joining.onEnd(
          code == RoomErrorCode.INTERNAL_ERROR ? JoinOutcome.FAULT : JoinOutcome.REFUSED,
          code.wireName(),
          context.clock().nanoTime());
      listener.onRefused(SignalingError.of(code, rejected.message()), join.id());
    }
    return true;
  }

  private void refuse(JoinOutcome outcome, SignalingError error, long joinId) {
    joining.onEnd(outcome, error.code().wireName(), context.clock().nanoTime());
    listener.onRefused(error, joinId);
  }
}
