package dev.sluice.server.room;

import dev.sluice.server.time.NanoClock;
import dev.sluice.server.transport.EncodingReceiver;
import dev.sluice.server.transport.MediaReceiver;
import dev.sluice.server.transport.RtpSender;
import dev.sluice.server.transport.WebRtcTransport;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what a participant's transport says to the participant's tracks and slots. Owned by the
 * room's loop.
 */
final class ParticipantTransport implements WebRtcTransport.Listener, MediaReceiver.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ParticipantTransport.class);

  private final RoomId room;
  private final Participant who;
  private final NanoClock clock;

  ParticipantTransport(RoomId room, Participant who, NanoClock clock) {
    this.room = room;
    this.who = who;
    this.clock = clock;
  }

  @Override
  public void onConnected() {
    LOG.info("room {} participant {} media connected", room, who.id());
    who.tell(new RoomEvent.TransportChanged(RoomEvent.TransportState.CONNECTED, Optional.empty()));
    long now = clock.nanoTime();
    who.slots().forEach(slot -> slot.requestKeyframe(now));
  }

  @Override
  public void onInterrupted() {
    LOG.info("room {} participant {} media interrupted", room, who.id());
    who.tell(
        new RoomEvent.TransportChanged(RoomEvent.TransportState.INTERRUPTED, Optional.empty()));
  }

  @Override
  public void onFailed(String why) {
    LOG.info("room {} participant {} media failed: {}", room, who.id(), why);
    who.tell(new RoomEvent.TransportChanged(RoomEvent.TransportState.FAILED, Optional.of(why)));
  }

  @Override
  public void onKeyframeRequested(RtpSender sender) {
    slotOf(sender).ifPresent(slot -> slot.requestKeyframe(clock.nanoTime()));
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
    who.publicationIn(encoding.mid()).ifPresent(track -> track.removeEncoding(encoding));
  }

  private Optional<Subscription> slotOf(RtpSender sender) {
    return who.slot(sender.parameters().mid()).filter(slot -> slot.sender() == sender);
  }
}
