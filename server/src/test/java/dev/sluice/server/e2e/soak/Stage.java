package dev.sluice.server.e2e.soak;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What lives are lived with. Rooms and people have names that nobody had before, so that whatever
 * the server keeps by name grows.
 */
final class Stage {

  static final String ADMIN_TOKEN = "the-operator-of-the-soak";
  static final String API_KEY = "soak:the-key-of-a-backend";

  /** Who comes within so many lives of each other may meet; then another room begins. */
  private static final int LIVES_OF_A_ROOM = 12;

  private final HttpClient http;
  private final URI server;
  private final int iceTcpPort;
  private final MediaNetwork network;
  private final Tokens tokens;
  private final Duration shortestStay;
  private final Duration longestStay;
  private final boolean mediaMayVanish;
  private final AtomicInteger clients = new AtomicInteger();
  private final AtomicInteger names = new AtomicInteger();

  Stage(
      HttpClient http,
      URI server,
      int iceTcpPort,
      MediaNetwork network,
      Tokens tokens,
      Duration shortestStay,
      Duration longestStay,
      boolean mediaMayVanish) {
    this.http = http;
    this.server = server;
    this.iceTcpPort = iceTcpPort;
    this.network = network;
    this.tokens = tokens;
    this.shortestStay = shortestStay;
    this.longestStay = longestStay;
    this.mediaMayVanish = mediaMayVanish;
  }

  /** A client with an address of its own. */
  Web client() {
    return Web.of(http, server, clients.incrementAndGet());
  }

  /** The operator. */
  Web operator() {
    return Web.of(http, server, 0).with(ADMIN_TOKEN);
  }

  URI server() {
    return server;
  }

  int iceTcpPort() {
    return iceTcpPort;
  }

  MediaNetwork network() {
    return network;
  }

  Tokens tokens() {
    return tokens;
  }

  /** A room in which others may be. */
  String room() {
    return "soak-" + clients.get() / LIVES_OF_A_ROOM;
  }

  /** A room of one's own. */
  String ownRoom() {
    return "alone-" + names.incrementAndGet();
  }

  /** Somebody who was never here before. */
  String somebody() {
    return "guest-" + names.incrementAndGet();
  }

  Duration shortestStay() {
    return shortestStay;
  }

  Duration longestStay() {
    return longestStay;
  }

  /**
   * Whether those who have no WebSocket may go without a word: they are missed when their consent
   * has expired, half a minute later.
   */
  boolean mediaMayVanish() {
    return mediaMayVanish;
  }

  /** How many clients there were so far. */
  int clients() {
    return clients.get();
  }
}
