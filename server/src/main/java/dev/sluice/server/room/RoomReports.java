package dev.sluice.server.room;

import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.RoomStats.Departure;
import dev.sluice.server.room.RoomStats.PacketCounters;
import dev.sluice.server.room.RoomStats.ParticipantStats;
import dev.sluice.server.transport.EncodingReceiver;
import dev.sluice.server.transport.MediaReceiver;
import dev.sluice.server.transport.RtpSender;
import dev.sluice.server.transport.TransportStats;
import dev.sluice.server.transport.WebRtcTransport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the snapshots of a room and grades its participants' connections. Owned by the room's loop.
 */
final class RoomReports {

  private static final int QUALITY_EVERY_SECONDS = 2;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** Below this loss nobody sees or hears anything, with retransmissions. */
  private static final double GOOD_LOSS = 0.02;

  /** Above this loss retransmissions do not keep up. */
  private static final double POOR_LOSS = 0.10;

  private static final int GOOD_ROUND_TRIP_MILLIS = 250;
  private static final int POOR_ROUND_TRIP_MILLIS = 600;

  private final RoomId room;
  private final Roster roster;
  private final RoomTracks tracks;
  private final Map<ParticipantId, ConnectionQuality> lastTold = new HashMap<>();
  private final Map<String, Long> departedDrops = new HashMap<>();
  private final Map<RoomErrorCode, Long> refusedJoins = new EnumMap<>(RoomErrorCode.class);
  private final Map<Departure, Long> departures = new HashMap<>();
  private PacketCounters departed = PacketCounters.ZERO;
  private int seconds;

  RoomReports(RoomId room, Roster roster, RoomTracks tracks) {
    this.room = room;
    this.roster = roster;
    this.tracks = tracks;
  }

  /** Tells everybody whose quality changed. To be called once a second. */
  void onSecond(long nowNanos) {
    seconds++;
    if (seconds % QUALITY_EVERY_SECONDS != 0) {
      return;
    }
    List<ConnectionQuality> changed = new ArrayList<>();
    lastTold.keySet().removeIf(id -> roster.find(id).isEmpty());
    for (Participant who : roster.all()) {
      if (who.role() != Role.VIEWER) {
        ConnectionQuality quality = quality(who);
        boolean news = !quality.equals(lastTold.put(who.id(), quality));
        if (news && who.visible()) {
          changed.add(quality);
        } else if (news) {
          who.tell(new RoomEvent.QualityChanged(List.of(quality)));
        }
      }
    }
    if (!changed.isEmpty()) {
      roster.tellEverybody(new RoomEvent.QualityChanged(List.copyOf(changed)));
    }
  }

  void onJoinRefused(RoomErrorCode why) {
    refusedJoins.merge(why, 1L, Long::sum);
  }

  void onLeft(Participant who, LeaveReason why) {
    departures.merge(new Departure(who.role(), why), 1L, Long::sum);
  }

  /** Keeps what a participant's transport counted, so that the room's counters only grow. */
  void onTransportGone(Participant who) {
    TransportStats stats = who.transport().stats();
    departed = departed.plus(counters(who, stats));
    stats.drops().forEach((reason, count) -> departedDrops.merge(reason, count, Long::sum));
  }

  RoomStats snapshot(long nowNanos) {
    List<ParticipantStats> members = new ArrayList<>();
    Map<String, Long> drops = new HashMap<>(departedDrops);
    PacketCounters total = departed;
    int publications = 0;
    int subscriptions = 0;
    for (Participant who : roster.all()) {
      TransportStats stats = who.transport().stats();
      PacketCounters counters = counters(who, stats);
      who.traffic().update(counters.rtpBytesReceived(), counters.rtpBytesSent(), nowNanos);
      total = total.plus(counters);
      stats.drops().forEach((reason, count) -> drops.merge(reason, count, Long::sum));
      publications += who.publications().size();
      int bound = (int) who.slots().stream().filter(Subscription::bound).count();
      subscriptions += bound;
      members.add(
          new ParticipantStats(
              who.id(),
              who.name(),
              who.role(),
              who.presence().signalingConnected(),
              who.transport().connected(),
              who.info().tracks(),
              bound,
              counters,
              quality(who),
              NetworkMeter.of(who.transport(), nowNanos),
              who.permissions().hidden()));
    }
    if (tracks.unstorable() > 0) {
      drops.merge("unstorable", tracks.unstorable(), Long::sum);
    }
    return new RoomStats(
        room,
        nowNanos,
        members,
        publications,
        subscriptions,
        tracks.recording().info(),
        refusedJoins,
        departures,
        total,
        drops);
  }

  private static PacketCounters counters(Participant who, TransportStats stats) {
    SlotCounters slots = who.slotCounters();
    long retransmitted = slots.goneRetransmitted;
    for (Subscription slot : who.slots()) {
      retransmitted += slot.retransmitted();
    }
    return new PacketCounters(
        stats.rtpReceived(),
        stats.rtpBytesReceived(),
        stats.rtpSent(),
        stats.rtpBytesSent(),
        stats.lostReceived(),
        stats.lostSent(),
        stats.nacksSent(),
        stats.nacksReceived(),
        retransmitted,
        stats.retransmissionsReceived(),
        stats.keyframeRequestsSent(),
        stats.keyframeRequestsReceived(),
        stats.transportFeedbackSent(),
        slots.layersRaised,
        slots.layersLowered);
  }

  static ConnectionQuality quality(Participant who) {
    WebRtcTransport transport = who.transport();
    double receiveLoss = 0;
    for (MediaReceiver section : transport.receivers()) {
      for (EncodingReceiver encoding : section.encodings()) {
        receiveLoss = Math.max(receiveLoss, encoding.statistics().recentLossFraction());
      }
    }
    double sendLoss = 0;
    for (RtpSender sender : transport.senders()) {
      sendLoss = Math.max(sendLoss, sender.stream().lossFraction());
    }
    int roundTrip =
        transport.roundTripKnown() ? (int) (transport.roundTripNanos() / NANOS_PER_MILLI) : -1;
    return new ConnectionQuality(
        who.id(),
        grade(transport.connected(), Math.max(receiveLoss, sendLoss), roundTrip),
        rounded(receiveLoss),
        rounded(sendLoss),
        roundTrip);
  }

  private static int grade(boolean connected, double loss, int roundTripMillis) {
    if (!connected) {
      return 0;
    }
    if (loss >= POOR_LOSS || roundTripMillis >= POOR_ROUND_TRIP_MILLIS) {
      return 1;
    }
    return loss >= GOOD_LOSS || roundTripMillis >= GOOD_ROUND_TRIP_MILLIS ? 2 : 3;
  }

  /** To a thousandth: finer changes are not news. */
  private static double rounded(double fraction) {
    return Math.round(fraction * 1000) / 1000.0;
  }
}
