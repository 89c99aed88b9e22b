package dev.sluice.server.sdp;

import java.util.Optional;

/**
 * The value of {@code a=extmap}, RFC 8285 section 6. Extension attributes behind the URI are left
 * out: no extension we know has any.
 *
 * @param id 1 to 255 without 15
 * @param direction empty when none was written
 * @param uri what the extension is
 */
public record ExtMap(int id, Optional<StreamDirection> direction, String uri) {

  private static final int HIGHEST_ID = 255;
  private static final int RESERVED_ID = 15;

  /** Reads {@code 3/sendonly urn:x}; empty when it is not of that form. */
  public static Optional<ExtMap> parse(String value) {
    String[] words = value.split(" +", 3);
    if (words.length < 2 || words[1].isEmpty()) {
      return Optional.empty();
    }
    int slash = words[0].indexOf('/');
    int id = Numbers.parse(slash < 0 ? words[0] : words[0].substring(0, slash), 1, HIGHEST_ID);
    if (id < 0 || id == RESERVED_ID) {
      return Optional.empty();
    }
    if (slash < 0) {
      return Optional.of(new ExtMap(id, Optional.empty(), words[1]));
    }
    return StreamDirection.of(words[0].substring(slash + 1))
        .map(direction -> new ExtMap(id, Optional.of(direction), words[1]));
  }

  /** The value of {@code a=extmap}. */
  public String toAttributeValue() {
    return id + direction.map(d -> "/" + d.token()).orElse("") + " " + uri;
  }
}
