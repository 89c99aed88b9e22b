package dev.sluice.server.e2e.attack;

import dev.sluice.server.e2e.MetricsPage;

/** By which counters an operator can tell that an attack goes on. */
final class Traces {

  private static final String HTTP_REJECTED = "sluice_http_rejected_total";
  private static final String HTTP_CONNECTIONS = "sluice_http_connections";
  private static final int CROWD = 20;
  private static final String DATAGRAM_DROPS = "sluice_datagram_drops_total";

  private Traces() {}

  /**
   * Whether what the metrics say has changed as it should.
   *
   * @param during what they said in the middle of it
   */
  static boolean of(Attack attack, MetricsPage before, MetricsPage during, MetricsPage now) {
    return switch (attack) {
      case STUN_UNKNOWN -> grew(before, now, DATAGRAM_DROPS, "unknown_ufrag");
      case STUN_FORGED -> grew(before, now, DATAGRAM_DROPS, "unproven_rate");
      case DTLS_UNKNOWN, GARBAGE -> grew(before, now, DATAGRAM_DROPS, "unknown_path");
      case DTLS_PROVEN -> grew(before, now, "sluice_dtls_handshakes_total", "protocol_error");
      case SRTP_PROVEN -> grew(before, now, "sluice_room_drops_total", "no_keys");
      case ICE_TCP -> grew(before, now, "sluice_ice_tcp_refused_total", "unknown_ufrag");
      case OVERSIZED_FRAMES -> grew(before, now, HTTP_REJECTED, "too_large");
      case COMPRESSED_BOMBS -> grew(before, now, HTTP_REJECTED, "unsupported");
      case WEBSOCKET_FLOOD ->
          now.sum("sluice_websocket_messages_rejected_total")
              > before.sum("sluice_websocket_messages_rejected_total");
      case SLOWLORIS, IDLE_SOCKETS ->
          during.sum(HTTP_CONNECTIONS) >= before.sum(HTTP_CONNECTIONS) + CROWD;
    };
  }

  private static boolean grew(MetricsPage before, MetricsPage now, String metric, String label) {
    String labelled = "=\"" + label + "\"";
    return now.sum(metric, labelled) > before.sum(metric, labelled);
  }
}
