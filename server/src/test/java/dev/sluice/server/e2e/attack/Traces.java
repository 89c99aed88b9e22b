package dev.sluice.server.e2e.attack;

import dev.sluice.server.e2e.MetricsPage;

/** By which counters an operator can tell that an attack goes on. */
final class Traces {

  private static final String DATAGRAM_DROPS = "sluice_datagram_drops_total";

  private Traces() {}

  /** Whether what the metrics say has changed as it should. */
  static boolean of(Attack attack, MetricsPage before, MetricsPage now) {
    return switch (attack) {
      case STUN_UNKNOWN -> grew(before, now, DATAGRAM_DROPS, "unknown_ufrag");
      case STUN_FORGED -> grew(before, now, DATAGRAM_DROPS, "unproven_rate");
      case DTLS_UNKNOWN, GARBAGE -> grew(before, now, DATAGRAM_DROPS, "unknown_path");
      case DTLS_PROVEN -> grew(before, now, "sluice_room_drops_total", "rate_limited");
      case SRTP_PROVEN -> grew(before, now, "sluice_room_drops_total", "no_keys");
      case ICE_TCP -> grew(before, now, "sluice_ice_tcp_refused_total", "unknown_ufrag");
      case SLOWLORIS, IDLE_SOCKETS, WEBSOCKET_FLOOD, OVERSIZED_FRAMES, COMPRESSED_BOMBS -> true;
    };
  }

  private static boolean grew(MetricsPage before, MetricsPage now, String metric, String label) {
    String labelled = "=\"" + label + "\"";
    return now.sum(metric, labelled) > before.sum(metric, labelled);
  }
}
