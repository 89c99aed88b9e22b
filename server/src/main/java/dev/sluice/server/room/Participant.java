package dev.sluice.server.room;

import dev.sluice.server.time.TokenBucket;
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
 * Somebody in a room: an identity that outlives its signaling connection or its media for a grace
 * time, one transport, the tracks it publishes and the slots it receives in. It holds state; the
 * room decides.
 *
 * <p>Owned by the room's loop.
 */
final class Participant {

  private static final Logger LOG = LoggerFactory.getLogger(Participant.class);

  /** Of the orders a room takes, those of one participant; fewer, so that others have theirs. */
  private static final int RECORDING_ORDER_BURST = 8;

  private static final double RECORDING_ORDERS_PER_SECOND = 0.2;

  private final ParticipantId id;
  private final long arrival;
  private final long joinedNanos;
  private final TrafficMeter traffic;
  private final Presence presence;
  private final Map<TrackId, Publication> publications = new LinkedHashMap<>();
  private final Map<String, Subscription> slots = new LinkedHashMap<>();
  private final SlotCounters slotCounters = new SlotCounters();
  private final TokenBucket recordingOrders;

  private Membership membership;
  private String name;
  private Map<String, String> metadata;
  private RoomEventSink sink;
  private WebRtcTransport transport;
  private JoinProgress joining = JoinProgress.NONE;

  /**
   * @param id which need not be the one asked for
   * @param arrival its place among the others: who has a lower number came before
   */
  Participant(ParticipantId id, RoomCommand.Join join, long arrival, long nowNanos) {
    this.id = id;
    this.arrival = arrival;
    this.joinedNanos = nowNanos;
    this.recordingOrders =
        new TokenBucket(RECORDING_ORDER_BURST, RECORDING_ORDERS_PER_SECOND, nowNanos);
    this.traffic = new TrafficMeter(nowNanos);
    this.membership = join.membership();
    this.presence = new Presence(membership.lifeline(), nowNanos);
    this.name = join.name();
    this.metadata = Map.copyOf(join.metadata());
    this.sink = join.sink();
  }

  ParticipantId id() {
    return id;
  }

  long arrival() {
    return arrival;
  }

  long joinedNanos() {
    return joinedNanos;
  }

  /** Counts an order to record or to stop; false when it gives too many. */
  boolean mayOrderRecording(long nowNanos) {
    return recordingOrders.take(nowNanos);
  }

  /** How fast its media flow. */
  TrafficMeter traffic() {
    return traffic;
  }

  Membership.Role role() {
    return membership.role();
  }

  View view() {
    return membership.view();
  }

  Entitlement entitlement() {
    return membership.entitlement();
  }

  Permissions permissions() {
    return membership.entitlement().permissions();
  }

  void entitle(Entitlement entitlement) {
    membership = membership.with(entitlement);
  }

  /** Whether others are to know of it. */
  boolean visible() {
    return role() != Membership.Role.VIEWER && !permissions().hidden();
  }

  /** What keeps it in the room. */
  Presence presence() {
    return presence;
  }

  String name() {
    return name;
  }

  ParticipantInfo info() {
    return new ParticipantInfo(
        id,
        name,
        metadata,
        presence.intact(),
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

  void hearBy(RoomEventSink newSink) {
    sink = newSink;
  }

  // ---- joining

  /** How far its join has come. */
  JoinProgress joining() {
    return joining;
  }

  void joining(JoinProgress progress) {
    joining = progress;
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
    LogFields.of(LOG.atError(), id, joining.ids())
        .setCause(cause)
        .log("participant {} gave up its transport", id);
    joining.fault();
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

  void removeSlot(String mid) {
    Subscription gone = slots.remove(mid);
    if (gone != null) {
      slotCounters.goneRetransmitted += gone.retransmitted();
    }
  }

  SlotCounters slotCounters() {
    return slotCounters;
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
