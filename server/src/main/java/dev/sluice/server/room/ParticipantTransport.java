package dev.sluice.server.room;

import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.EncodingReceiver;
import dev.sluice.server.transport.MediaReceiver;
import dev.sluice.server.transport.RtpSender;
import dev.sluice.server.transport.WebRtcTransport;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Brings what a participant's transport says to the participant's tracks and slots. Owned by the
 * room's loop.
 */
final class ParticipantTransport implements WebRtcTransport.Listener, MediaReceiver.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ParticipantTransport.class);

  private static final String CLOSED_BY_PEER = "the peer closed the connection";

  private final RoomId room;
  private final Participant who;
  private final Roster roster;
  private final RoomChronicle chronicle;
  private final NanoClock clock;

  ParticipantTransport(
      RoomId room, Participant who, Roster roster, RoomChronicle chronicle, NanoClock clock) {
    this.room = room;
    this.who = who;
    this.roster = roster;
    this.chronicle = chronicle;
    this.clock = clock;
  }

  @Override
  public void onPathFound() {
    who.joining().reach(JoinStage.ICE, clock.nanoTime());
  }

  @Override
  public void onConnected() {
    line().log("room {} {} {} media connected", room, who.role().word(), who.id());
    long now = clock.nanoTime();
    who.joining().reach(JoinStage.DTLS, now);
    tell(RoomEvent.TransportState.CONNECTED, Optional.empty());
    chronicle.mediaConnected(who);
    tellOthersIf(who.presence().mediaUp(now));
    who.slots().forEach(slot -> slot.requestKeyframe(now));
  }

  @Override
  public void onInterrupted() {
    line().log("room {} {} {} media interrupted", room, who.role().word(), who.id());
    tell(RoomEvent.TransportState.INTERRUPTED, Optional.empty());
    chronicle.mediaLost(who, Optional.empty());
    tellOthersIf(who.presence().mediaLost(clock.nanoTime()));
  }

  @Override
  public void onFailed(String why) {
    line().log("room {} {} {} media failed: {}", room, who.role().word(), who.id(), why);
    who.joining().transportFailed(why, clock.nanoTime());
    tell(RoomEvent.TransportState.FAILED, Optional.of(why));
    chronicle.mediaLost(who, Optional.of(why));
    who.presence().mediaFailed();
  }

  @Override
  public void onClosedByPeer() {
    line().log("room {} {} {} closed its media", room, who.role().word(), who.id());
    tell(RoomEvent.TransportState.FAILED, Optional.of(CLOSED_BY_PEER));
    chronicle.mediaLost(who, Optional.of(CLOSED_BY_PEER));
    who.presence().mediaClosed();
  }

  private LoggingEventBuilder line() {
    return LogFields.of(LOG.atInfo(), room, who.id(), who.joining().ids());
  }

  private void tell(RoomEvent.TransportState state, Optional<String> detail) {
    who.tell(new RoomEvent.TransportChanged(state, detail));
  }

  private void tellOthersIf(boolean presenceChanged) {
    if (presenceChanged) {
      roster.announce(who, new RoomEvent.ParticipantUpdated(who.info()));
    }
  }

  @Override
  public void onKeyframeRequested(RtpSender sender) {
    slotOf(sender).ifPresent(slot -> slot.onKeyframeRequested(clock.nanoTime()));
  }

  @Override
  public void onNack(RtpSender sender, int sequence) {
    slotOf(sender).ifPresent(slot -> slot.onNack(sequence, clock.nanoTime()));
  }

  @Override
  public void onEncoding(EncodingReceiver encoding) {
    who.publicationIn(encoding.mid()).ifPresent(track -> track.addEncoding(encoding));
  }

  @Override
  public void onEncodingGone(EncodingReceiver encoding) {
    who.publicationIn(encoding.mid())
        .ifPresent(track -> track.removeEncoding(encoding, clock.nanoTime()));
  }

  private Optional<Subscription> slotOf(RtpSender sender) {
    return who.slot(sender.parameters().mid()).filter(slot -> slot.sender() == sender);
  }
}
