package dev.sluice.server.signaling;

import dev.sluice.server.room.RoomId;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which rooms live on another node. A rule is a room's name, or a beginning of names with a star
 * behind; a name wins over beginnings, and a longer beginning over a shorter one.
 *
 * @param rules from name or beginning with star to the node's scheme and authority
 */
public record RoomRedirects(Map<String, URI> rules) {

  /** Every room is here. */
  public static final RoomRedirects NONE = new RoomRedirects(Map.of());

  private static final String STAR = "*";

  public RoomRedirects {
    rules = Map.copyOf(rules);
  }

  /**
   * Reads {@code room=https://host;prefix*=https://host2}.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static RoomRedirects parse(String text) {
    Map<String, URI> rules = new LinkedHashMap<>();
    for (String entry : text.split(";")) {
      if (entry.isBlank()) {
        continue;
      }
      int equals = entry.indexOf('=');
      String name = equals < 0 ? "" : entry.substring(0, equals).strip();
      String stem = name.endsWith(STAR) ? name.substring(0, name.length() - 1) : name;
      boolean valid = name.equals(STAR) || RoomId.isValid(stem);
      if (!valid || rules.put(name, node(entry.substring(equals + 1).strip())) != null) {
        throw new IllegalArgumentException("not a rule: " + entry);
      }
    }
    return new RoomRedirects(rules);
  }

  /**
   * Reads the address of a node: {@code https://host[:port]}.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static URI node(String text) {
    URI node = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    boolean http = "https".equals(node.getScheme()) || "http".equals(node.getScheme());
    boolean bare =
        node.getHost() != null
            && node.getRawPath().isEmpty()
            && node.getRawQuery() == null
            && node.getRawFragment() == null
            && node.getRawUserInfo() == null;
    if (!http || !bare) {
      throw new IllegalArgumentException("not an address of a server: " + text);
    }
    return node;
  }

  /** The node {@code room} lives on; empty when that is this one. */
  public Optional<URI> find(RoomId room) {
    URI exact = rules.get(room.value());
    if (exact != null) {
      return Optional.of(exact);
    }
    for (int length = room.value().length(); length >= 0; length--) {
      URI node = rules.get(room.value().substring(0, length) + STAR);
      if (node != null) {
        return Optional.of(node);
      }
    }
    return Optional.empty();
  }
}
