package dev.sluice.server.telemetry;

import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.PacketCounters;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The rooms' metrics. Nothing is kept between two scrapes, so a room's series end with the room.
 * The {@code webrtc_} names are those of go-live, for dashboards that already exist.
 */
final class RoomCollector extends Collector {

  private static final String RECEIVE = "receive";
  private static final String SEND = "send";

  private final Supplier<List<RoomStats>> rooms;

  RoomCollector(Supplier<List<RoomStats>> rooms) {
    this.rooms = rooms;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<RoomStats> snapshots = rooms.get();
    Families server = new Families().declareGauge("webrtc_rooms", "Rooms that exist.");
    server.add("webrtc_rooms", snapshots.size());
    Families families = declare();
    snapshots.forEach(room -> addRoom(families, room));
    return Stream.concat(server.all().stream(), families.all().stream()).toList();
  }

  private static Families declare() {
    return new Families("room")
        .declareGauge(
            "webrtc_subscribers", "Viewers, and participants that receive at least one track.")
        .declareCounter("webrtc_rtp_bytes_total", "RTP bytes received from publishers.")
        .declareCounter("webrtc_rtp_packets_total", "RTP packets received from publishers.")
        .declareGauge("sluice_participants", "Participants of the room, viewers not counted.")
        .declareGauge("sluice_publishers", "Participants that only publish: WHIP clients.")
        .declareGauge("sluice_viewers", "Viewers of the room: WHEP clients.")
        .declareCounter("sluice_refused_joins_total", "Joins that the room refused.", "reason")
        .declareCounter("sluice_departures_total", "Members that left.", "role", "reason")
        .declareGauge("sluice_tracks", "Published tracks.")
        .declareGauge("sluice_subscriptions", "Tracks being forwarded, once for each receiver.")
        .declareCounter(
            "sluice_rtp_packets_total", "RTP packets, seen from the server.", "direction")
        .declareCounter(
            "sluice_rtp_bytes_total",
            "RTP bytes without SRTP and UDP overhead, seen from the server.",
            "direction")
        .declareCounter(
            "sluice_rtp_lost_packets_total",
            "RTP packets lost from publishers, mended later or not.")
        .declareCounter("sluice_nacks_total", "Packets asked for again, by who asked.", "direction")
        .declareCounter(
            "sluice_retransmissions_total", "RTP packets sent again on request.", "direction")
        .declareCounter(
            "sluice_keyframe_requests_total", "PLI and FIR messages, by who asked.", "direction")
        .declareCounter("sluice_transport_feedback_total", "Transport-wide feedback messages sent.")
        .declareCounter(
            "sluice_room_drops_total", "Packets not processed or not forwarded.", "reason");
  }

  private static void addRoom(Families families, RoomStats stats) {
    String room = stats.id().value();
    PacketCounters packets = stats.packets();
    families.add("webrtc_subscribers", stats.subscribers(), room);
    families.add("webrtc_rtp_bytes_total", packets.rtpBytesReceived(), room);
    families.add("webrtc_rtp_packets_total", packets.rtpReceived(), room);
    families.add("sluice_participants", stats.present(), room);
    families.add("sluice_publishers", stats.count(Role.PUBLISHER), room);
    families.add("sluice_viewers", stats.count(Role.VIEWER), room);
    families.add("sluice_tracks", stats.publications(), room);
    families.add("sluice_subscriptions", stats.subscriptions(), room);
    families.add("sluice_rtp_lost_packets_total", packets.lostReceived(), room);
    families.add("sluice_transport_feedback_total", packets.transportFeedbackSent(), room);
    addBoth(families, "sluice_rtp_packets_total", room, packets.rtpReceived(), packets.rtpSent());
    addBoth(
        families,
        "sluice_rtp_bytes_total",
        room,
        packets.rtpBytesReceived(),
        packets.rtpBytesSent());
    addBoth(families, "sluice_nacks_total", room, packets.nacksReceived(), packets.nacksSent());
    addBoth(
        families,
        "sluice_retransmissions_total",
        room,
        packets.retransmissionsReceived(),
        packets.retransmitted());
    addBoth(
        families,
        "sluice_keyframe_requests_total",
        room,
        packets.keyframeRequestsReceived(),
        packets.keyframeRequestsSent());
    stats
        .refusedJoins()
        .forEach(
            (code, count) ->
                families.add("sluice_refused_joins_total", count, room, code.wireName()));
    stats
        .departures()
        .forEach(
            (left, count) ->
                families.add(
                    "sluice_departures_total",
                    count,
                    room,
                    left.role().word(),
                    left.reason().wireName()));
    stats
        .drops()
        .forEach((reason, count) -> families.add("sluice_room_drops_total", count, room, reason));
  }

  private static void addBoth(
      Families families, String name, String room, long received, long sent) {
    families.add(name, received, room, RECEIVE);
    families.add(name, sent, room, SEND);
  }
}
