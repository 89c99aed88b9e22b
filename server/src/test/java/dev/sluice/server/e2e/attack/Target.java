package dev.sluice.server.e2e.attack;

import java.net.InetSocketAddress;

/**
 * Where an attack goes, as one line of words.
 *
 * @param http where HTTP listens
 * @param media the very socket the call's media comes in by
 * @param iceTcp where ICE-TCP listens
 * @param ufrag of the server's towards one who is in the call
 * @param rate a second or in all, as the attack has it
 */
record Target(
    InetSocketAddress http,
    InetSocketAddress media,
    InetSocketAddress iceTcp,
    String ufrag,
    int rate,
    int seconds) {

  String line() {
    return "%s %s %s %s %d %d"
        .formatted(text(http), text(media), text(iceTcp), ufrag, rate, seconds);
  }

  static Target parse(String line) {
    String[] words = line.split(" ");
    return new Target(
        address(words[0]),
        address(words[1]),
        address(words[2]),
        words[3],
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]));
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + "|" + address.getPort();
  }

  private static InetSocketAddress address(String text) {
    int bar = text.indexOf('|');
    return new InetSocketAddress(text.substring(0, bar), Integer.parseInt(text.substring(bar + 1)));
  }
}
