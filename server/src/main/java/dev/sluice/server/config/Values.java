package dev.sluice.server.config;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.media.AddressScope;
import dev.sluice.server.media.IceServerUrl;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.room.RoomId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How texts become values. What is not allowed ends in {@link IllegalArgumentException}. */
final class Values {

  private static final Pattern IPV4 =
      Pattern.compile(
          "((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");

  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /** RFC 7064 and RFC 7065. */
  private static final String HOST_PORT = "(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:\\d{1,5})?";

  private static final Pattern STUN_URL = Pattern.compile("stuns?:" + HOST_PORT);
  private static final Pattern TURN_URL =
      Pattern.compile("turns?:" + HOST_PORT + "(\\?transport=(udp|tcp))?");

  private static final String UNITS = "KMGT";
  private static final Pattern BYTES = Pattern.compile("(\\d{1,19})([KMGT]?)(?:i?B)?");

  private Values() {}

  static int integer(String text, int min, int max) {
    int value = Integer.parseInt(text);
    require(value >= min && value <= max);
    return value;
  }

  /** Yes or no, in the usual words. */
  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      case "0", "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("neither yes nor no");
    };
  }

  /** A port, or nothing for "off" and 0. */
  static OptionalInt portOrOff(String text) {
    return text.equalsIgnoreCase("off") || text.equals("0")
        ? OptionalInt.empty()
        : OptionalInt.of(integer(text, 1, 65_535));
  }

  static int loops(String text) {
    return text.equals("auto") ? MediaOptions.defaults().loops() : integer(text, 1, 1024);
  }

  /** A number that is neither negative nor infinite. */
  static double rate(String text) {
    double value = Double.parseDouble(text);
    require(value >= 0 && value <= 1e9);
    return value;
  }

  /** A count of bytes: {@code 1048576}, {@code 1024K} or {@code 1M}; with or without a B behind. */
  static long bytes(String text) {
    Matcher parts = BYTES.matcher(text);
    require(parts.matches());
    int power = parts.group(2).isEmpty() ? 0 : 1 + UNITS.indexOf(parts.group(2).charAt(0));
    long count = Long.parseLong(parts.group(1));
    require(count <= Long.MAX_VALUE >> (10 * power));
    return count << (10 * power);
  }

  static Optional<String> optional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** What may stand in an HTTP header. */
  static Optional<String> optionalAscii(String text) {
    require(text.chars().allMatch(c -> c >= ' ' && c < 0x7F));
    return optional(text);
  }

  static Optional<Path> optionalPath(String text) {
    return optional(text).map(Path::of);
  }

  static List<String> list(String text) {
    List<String> items = new ArrayList<>();
    for (String part : text.split(",")) {
      if (!part.isBlank()) {
        items.add(part.strip());
      }
    }
    return List.copyOf(items);
  }

  static List<IceServer> stunServers(String text) {
    return urls(text, STUN_URL).stream().map(IceServer::of).toList();
  }

  static List<String> turnUrls(String text) {
    return urls(text, TURN_URL);
  }

  private static List<String> urls(String text, Pattern form) {
    List<String> urls = list(text);
    urls.forEach(url -> require(form.matcher(url).matches()));
    return urls;
  }

  /** The server of a {@code stun:} URL, not resolved; over UDP. */
  static InetSocketAddress stunAddress(String url) {
    require(STUN_URL.matcher(url).matches());
    return IceServerUrl.parse(url)
        .filter(IceServerUrl::isPlainStun)
        .map(IceServerUrl::address)
        .orElseThrow(() -> new IllegalArgumentException("no STUN server"));
  }

  /** An address a peer could send to; never a name, which would depend on a resolver. */
  static InetAddress reachable(String literal) {
    InetAddress address = address(literal);
    require(
        !address.isAnyLocalAddress()
            && !address.isMulticastAddress()
            && AddressScope.of(address) != AddressScope.LINK_LOCAL);
    return address;
  }

  /** Addresses, or networks as {@code address/prefix}. */
  static List<String> networks(String text) {
    List<String> networks = list(text);
    for (String network : networks) {
      int slash = network.indexOf('/');
      InetAddress address = address(slash < 0 ? network : network.substring(0, slash));
      if (slash >= 0) {
        integer(network.substring(slash + 1), 0, address.getAddress().length * Byte.SIZE);
      }
    }
    return networks;
  }

  private static InetAddress address(String literal) {
    require(IPV4.matcher(literal).matches() || IPV6.matcher(literal).matches());
    InetAddress address = new InetSocketAddress(literal, 0).getAddress();
    require(address != null);
    return address;
  }

  /** {@code room:token;room:token}; a token may contain colons. */
  static Map<RoomId, String> roomTokens(String text) {
    Map<RoomId, String> tokens = new LinkedHashMap<>();
    for (String entry : text.split(";")) {
      if (entry.isBlank()) {
        continue;
      }
      int colon = entry.indexOf(':');
      require(colon > 0);
      RoomId room = new RoomId(entry.substring(0, colon).strip());
      String token = entry.substring(colon + 1).strip();
      require(!token.isEmpty() && tokens.put(room, token) == null);
    }
    return Map.copyOf(tokens);
  }

  /** The constant that is called {@code text} in any case. */
  static <E extends Enum<E>> E constant(Class<E> type, String text) {
    return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
  }

  /** For texts that only a closer look can judge. */
  static void require(boolean allowed) {
    if (!allowed) {
      throw new IllegalArgumentException("not allowed");
    }
  }
}
