package dev.sluice.server.telemetry;

import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.PacketCounters;
import dev.sluice.server.telemetry.OtherRooms.Samples;
import dev.sluice.server.transport.DropReason;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The rooms' metrics. A room's series end with the room; of more rooms than the page may show the
 * rest is summed as {@link OtherRooms#LABEL}. The {@code webrtc_} names are those of go-live, for
 * dashboards that already exist.
 */
final class RoomCollector extends Collector {

  private static final String RECEIVE = "receive";
  private static final String SEND = "send";

  private final Supplier<List<RoomStats>> rooms;
  private final OtherRooms others;

  /**
   * @param most how many rooms have series of their own
   */
  RoomCollector(Supplier<List<RoomStats>> rooms, int most) {
    this.rooms = rooms;
    this.others = new OtherRooms(most);
  }

  @Override
  public List<MetricFamilySamples> collect() {
    List<RoomStats> snapshots = rooms.get();
    Families server = new Families().declareGauge("webrtc_rooms", "Rooms that exist.");
    server.add("webrtc_rooms", snapshots.size());
    Families families = declare();
    Set<RoomId> shown = others.choose(snapshots.stream().map(RoomStats::id).toList());
    Map<List<String>, Double> summed = new LinkedHashMap<>();
    for (RoomStats room : snapshots) {
      if (shown.contains(room.id())) {
        addRoom(of(families, room.id().value()), room);
        RoomQuality.add(of(families, room.id().value()), room);
      } else {
        addRoom(
            (name, value, labels) -> sum(families, summed, room.id(), name, value, labels), room);
      }
    }
    if (others.begun()) {
      Samples rest = of(families, OtherRooms.LABEL);
      summed.forEach((series, value) -> rest.add(series.get(0), value, tail(series)));
      others.tell(rest);
    }
    return Stream.concat(server.all().stream(), families.all().stream()).toList();
  }

  private void sum(
      Families families,
      Map<List<String>, Double> gauges,
      RoomId room,
      String name,
      double value,
      String... labels) {
    if (families.isCounter(name)) {
      others.count(room, name, value, List.of(labels));
    } else {
      gauges.merge(prepend(name, labels), value, Double::sum);
    }
  }

  private static Samples of(Families families, String room) {
    return (name, value, labels) ->
        families.add(name, value, prepend(room, labels).toArray(String[]::new));
  }

  private static List<String> prepend(String first, String... more) {
    List<String> all = new ArrayList<>(1 + more.length);
    all.add(first);
    all.addAll(List.of(more));
    return all;
  }

  private static String[] tail(List<String> series) {
    return series.subList(1, series.size()).toArray(String[]::new);
  }

  private static Families declare() {
    Families families =
        new Families("room")
            .declareGauge(
                "webrtc_subscribers", "Viewers, and participants that receive at least one track.")
            .declareCounter("webrtc_rtp_bytes_total", "RTP bytes received from publishers.")
            .declareCounter("webrtc_rtp_packets_total", "RTP packets received from publishers.")
            .declareGauge("sluice_participants", "Participants of the room, viewers not counted.")
            .declareGauge("sluice_publishers", "Participants that only publish: WHIP clients.")
            .declareGauge("sluice_viewers", "Viewers of the room: WHEP clients.")
            .declareCounter("sluice_refused_joins_total", "Joins that the room refused.", "reason")
            .declareCounter("sluice_departures_total", "Members that left.", "role", "reason")
            .declareGauge("sluice_tracks", "Published tracks.", "kind", "codec")
            .declareGauge("sluice_subscriptions", "Tracks being forwarded, once for each receiver.")
            .declareCounter(
                "sluice_rtp_packets_total", "RTP packets, seen from the server.", "direction")
            .declareCounter(
                "sluice_rtp_bytes_total",
                "RTP bytes without SRTP and UDP overhead, seen from the server.",
                "direction")
            .declareCounter(
                "sluice_rtp_lost_packets_total",
                "RTP packets lost, mended later or not, by which way they went.",
                "direction")
            .declareCounter(
                "sluice_nacks_total", "Packets asked for again, by who asked.", "direction")
            .declareCounter(
                "sluice_retransmissions_total", "RTP packets sent again on request.", "direction")
            .declareCounter(
                "sluice_keyframe_requests_total",
                "PLI and FIR messages, by who asked.",
                "direction")
            .declareCounter(
                "sluice_transport_feedback_total", "Transport-wide feedback messages sent.")
            .declareCounter(
                "sluice_layer_changes_total",
                "Receivers that went over to another encoding of what they see.",
                "change")
            .declareCounter(
                "sluice_srtp_auth_failures_total", "SRTP and SRTCP packets that were forged.")
            .declareCounter(
                "sluice_room_drops_total", "Packets not processed or not forwarded.", "reason");
    RoomQuality.declare(families);
    return families;
  }

  private static void addRoom(Samples out, RoomStats stats) {
    PacketCounters packets = stats.packets();
    out.add("webrtc_subscribers", stats.subscribers());
    out.add("webrtc_rtp_bytes_total", packets.rtpBytesReceived());
    out.add("webrtc_rtp_packets_total", packets.rtpReceived());
    out.add("sluice_participants", stats.present());
    out.add("sluice_publishers", stats.count(Role.PUBLISHER));
    out.add("sluice_viewers", stats.count(Role.VIEWER));
    out.add("sluice_subscriptions", stats.subscriptions());
    addTracks(out, stats);
    out.add("sluice_transport_feedback_total", packets.transportFeedbackSent());
    both(out, "sluice_rtp_packets_total", packets.rtpReceived(), packets.rtpSent());
    both(out, "sluice_rtp_bytes_total", packets.rtpBytesReceived(), packets.rtpBytesSent());
    both(out, "sluice_rtp_lost_packets_total", packets.lostReceived(), packets.lostSent());
    both(out, "sluice_nacks_total", packets.nacksReceived(), packets.nacksSent());
    both(
        out,
        "sluice_retransmissions_total",
        packets.retransmissionsReceived(),
        packets.retransmitted());
    both(
        out,
        "sluice_keyframe_requests_total",
        packets.keyframeRequestsReceived(),
        packets.keyframeRequestsSent());
    out.add("sluice_layer_changes_total", packets.layersRaised(), "up");
    out.add("sluice_layer_changes_total", packets.layersLowered(), "down");
    addEnds(out, stats);
  }

  private static void addEnds(Samples out, RoomStats stats) {
    stats
        .refusedJoins()
        .forEach((code, count) -> out.add("sluice_refused_joins_total", count, code.wireName()));
    stats
        .departures()
        .forEach(
            (left, count) ->
                out.add(
                    "sluice_departures_total",
                    count,
                    left.role().word(),
                    left.reason().wireName()));
    out.add(
        "sluice_srtp_auth_failures_total",
        stats.drops().getOrDefault(DropReason.FORGED.wireName(), 0L));
    stats.drops().forEach((reason, count) -> out.add("sluice_room_drops_total", count, reason));
  }

  private static void addTracks(Samples out, RoomStats stats) {
    Map<List<String>, Integer> tracks = new LinkedHashMap<>();
    stats.members().stream()
        .flatMap(member -> member.tracks().stream())
        .forEach(
            track ->
                tracks.merge(
                    List.of(RecordingCounter.word(track.kind()), track.codec().encodingName()),
                    1,
                    Integer::sum));
    tracks.forEach(
        (labels, count) -> out.add("sluice_tracks", count, labels.get(0), labels.get(1)));
  }

  private static void both(Samples out, String name, long received, long sent) {
    out.add(name, received, RECEIVE);
    out.add(name, sent, SEND);
  }
}
