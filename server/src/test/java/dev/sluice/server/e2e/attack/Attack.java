package dev.sluice.server.e2e.attack;

/**
 * What the attacker can do.
 *
 * <p>Rates are such that two cores also hold the server, two browsers and the attacker; {@code
 * -Dattack.scale} multiplies them.
 */
enum Attack {
  SLOWLORIS("slowloris", 1_000, "connections, a header byte each second"),
  IDLE_SOCKETS("10,000 idle sockets", 10_000, "connections that say nothing"),
  WEBSOCKET_FLOOD("WebSocket flood", 4_000, "messages/s on 20 sockets"),
  OVERSIZED_FRAMES("oversized frames", 200, "requests and frames/s"),
  COMPRESSED_BOMBS("compressed bombs", 200, "requests and frames/s"),
  STUN_UNKNOWN("STUN flood, unknown ufrag", 15_000, "datagrams/s"),
  STUN_FORGED("STUN flood, forged integrity", 15_000, "datagrams/s"),
  DTLS_UNKNOWN("DTLS flood, unknown addresses", 15_000, "datagrams/s"),
  DTLS_PROVEN("DTLS flood of a peer that passed ICE", 15_000, "datagrams/s"),
  GARBAGE("garbage, SRTP and SRTCP", 15_000, "datagrams/s"),
  SRTP_PROVEN("SRTP of a peer that passed ICE", 15_000, "datagrams/s"),
  ICE_TCP("ICE-TCP connections", 500, "connections/s");

  private final String title;
  private final int rate;
  private final String unit;

  Attack(String title, int rate, String unit) {
    this.title = title;
    this.rate = rate;
    this.unit = unit;
  }

  String title() {
    return title;
  }

  /** For one unit of scale. */
  int rate() {
    return rate;
  }

  /** What is counted. */
  String unit() {
    return unit;
  }
}
