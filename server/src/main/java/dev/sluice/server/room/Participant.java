package dev.sluice.server.room;

import dev.sluice.server.transport.WebRtcTransport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody in a room: an identity that outlives its signaling connection for a grace time, one
 * transport, the tracks it publishes and the slots it receives in. It holds state; the room
 * decides.
 *
 * <p>Owned by the room's loop.
 */
final class Participant {

  private static final Logger LOG = LoggerFactory.getLogger(Participant.class);

  private static final long NOT_LOST = Long.MIN_VALUE;

  private final ParticipantId id;
  private final Map<TrackId, Publication> publications = new LinkedHashMap<>();
  private final Map<String, Subscription> slots = new LinkedHashMap<>();

  private String name;
  private Map<String, String> metadata;
  private RoomEventSink sink;
  private WebRtcTransport transport;
  private long signalingLostNanos = NOT_LOST;

  Participant(ParticipantId id, String name, Map<String, String> metadata, RoomEventSink sink) {
    this.id = id;
    this.name = name;
    this.metadata = Map.copyOf(metadata);
    this.sink = sink;
  }

  ParticipantId id() {
    return id;
  }

  String name() {
    return name;
  }

  ParticipantInfo info() {
    return new ParticipantInfo(
        id,
        name,
        metadata,
        signalingConnected(),
        publications.values().stream().map(Publication::info).toList());
  }

  void rename(String newName) {
    name = newName;
  }

  void metadata(Map<String, String> newMetadata) {
    metadata = Map.copyOf(newMetadata);
  }

  Map<String, String> metadata() {
    return metadata;
  }

  // ---- signaling

  /** True when this is what the participant's signaling was joined or resumed with last. */
  boolean hearsBy(RoomEventSink candidate) {
    return sink == candidate;
  }

  void tell(RoomEvent event) {
    sink.onEvent(event);
  }

  boolean signalingConnected() {
    return signalingLostNanos == NOT_LOST;
  }

  void signalingLost(long nowNanos) {
    if (signalingConnected()) {
      signalingLostNanos = nowNanos;
    }
  }

  void signalingBack(RoomEventSink newSink) {
    sink = newSink;
    signalingLostNanos = NOT_LOST;
  }

  boolean graceOver(long nowNanos, long graceNanos) {
    return !signalingConnected() && nowNanos - signalingLostNanos >= graceNanos;
  }

  // ---- media

  WebRtcTransport transport() {
    return transport;
  }

  void transport(WebRtcTransport newTransport) {
    transport = newTransport;
  }

  /** Something done for this participant threw: its transport closes, the room goes on. */
  void abandon(RuntimeException cause) {
    LOG.error("participant {} gave up its transport", id, cause);
    transport.abandon("internal error");
  }

  Collection<Publication> publications() {
    return publications.values();
  }

  Optional<Publication> publication(TrackId track) {
    return Optional.ofNullable(publications.get(track));
  }

  Optional<Publication> publicationIn(String mid) {
    return publications.values().stream()
        .filter(publication -> publication.mid().equals(mid))
        .findFirst();
  }

  void add(Publication publication) {
    publications.put(publication.id(), publication);
  }

  void remove(Publication publication) {
    publications.remove(publication.id());
  }

  /** The receive slots in the order of the m-sections. */
  Collection<Subscription> slots() {
    return Collections.unmodifiableCollection(slots.values());
  }

  Optional<Subscription> slot(String mid) {
    return Optional.ofNullable(slots.get(mid));
  }

  void addSlot(Subscription slot) {
    slots.put(slot.mid(), slot);
  }

  Optional<Subscription> removeSlot(String mid) {
    return Optional.ofNullable(slots.remove(mid));
  }

  /** All slots, to be told: later changes are measured against this. */
  List<SlotBinding> tellableSlots() {
    List<SlotBinding> bindings = new ArrayList<>();
    for (Subscription slot : slots.values()) {
      slot.takeChange();
      bindings.add(slot.binding());
    }
    return bindings;
  }
}
