package dev.sluice.server.telemetry;

import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.ParticipantStats;
import dev.sluice.server.telemetry.OtherRooms.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How well a room's members are connected, as figures that say something without naming them: the
 * median and the worst. They cannot be summed, so summed rooms have none.
 */
final class RoomQuality {

  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double BITS_PER_BYTE = 8;

  /** By grade. */
  private static final List<String> GRADES = List.of("lost", "poor", "fair", "good");

  private RoomQuality() {}

  static void declare(Families families) {
    families
        .declareGauge("sluice_connections", "Members, by how well they are connected.", "quality")
        .declareGauge("sluice_round_trip_median_seconds", "Median round trip of the members.")
        .declareGauge("sluice_round_trip_max_seconds", "Longest round trip of the members.")
        .declareGauge(
            "sluice_jitter_median_seconds",
            "Median of the members' interarrival jitter, RFC 3550.",
            "direction")
        .declareGauge(
            "sluice_jitter_max_seconds",
            "Worst of the members' interarrival jitter, RFC 3550.",
            "direction")
        .declareGauge(
            "sluice_receiver_estimates", "Receivers that say how much they can take (REMB).")
        .declareGauge(
            "sluice_receiver_estimate_min_bytes_per_second", "The least that one can take.")
        .declareGauge(
            "sluice_receiver_estimate_median_bytes_per_second", "Median of what they can take.");
  }

  static void add(Samples out, RoomStats stats) {
    List<ParticipantStats> members = stats.members();
    for (int grade = 0; grade < GRADES.size(); grade++) {
      int wanted = grade;
      long count = members.stream().filter(each -> each.quality().grade() == wanted).count();
      out.add("sluice_connections", count, GRADES.get(grade));
    }
    double[] roundTrips =
        sorted(
            members.stream().filter(each -> each.quality().roundTripMillis() >= 0).toList(),
            each -> each.quality().roundTripMillis() / MILLIS_PER_SECOND);
    if (roundTrips.length > 0) {
      out.add("sluice_round_trip_median_seconds", median(roundTrips));
      out.add("sluice_round_trip_max_seconds", roundTrips[roundTrips.length - 1]);
    }
    addJitter(
        out,
        "receive",
        sorted(
            members.stream().filter(each -> !each.tracks().isEmpty()).toList(),
            each -> each.network().receiveJitterSeconds()));
    addJitter(
        out,
        "send",
        sorted(
            members.stream().filter(each -> each.subscriptions() > 0).toList(),
            each -> each.network().sendJitterSeconds()));
    addEstimates(out, members);
  }

  private static void addJitter(Samples out, String direction, double[] jitters) {
    if (jitters.length > 0) {
      out.add("sluice_jitter_median_seconds", median(jitters), direction);
      out.add("sluice_jitter_max_seconds", jitters[jitters.length - 1], direction);
    }
  }

  private static void addEstimates(Samples out, List<ParticipantStats> members) {
    double[] estimates =
        sorted(
            members.stream().filter(each -> each.network().estimateBps() >= 0).toList(),
            each -> each.network().estimateBps() / BITS_PER_BYTE);
    out.add("sluice_receiver_estimates", estimates.length);
    if (estimates.length > 0) {
      out.add("sluice_receiver_estimate_min_bytes_per_second", estimates[0]);
      out.add("sluice_receiver_estimate_median_bytes_per_second", median(estimates));
    }
  }

  private static double[] sorted(
      List<ParticipantStats> members, ToDoubleFunction<ParticipantStats> figure) {
    double[] figures = members.stream().mapToDouble(figure).toArray();
    Arrays.sort(figures);
    return figures;
  }

  /** The lower one of two in the middle. */
  private static double median(double[] sorted) {
    return sorted[(sorted.length - 1) / 2];
  }
}
