package dev.sluice.server.signaling.wish;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Conditional requests on ICE sessions: {@code If-Match} with the strong comparison, RFC 9110
 * section 13.1.1. RFC 9725 writes the star of a restart in quotes, so both forms of it are good.
 */
final class EntityTag {

  private static final Pattern TAG = Pattern.compile("(W/)?\"([!#-~\\x80-\\xff]*)\"");
  private static final String ANY = "*";

  private EntityTag() {}

  /** What an {@code If-Match} says of the present tag. */
  enum Outcome {
    MATCHES,
    /** There is no such header. */
    MISSING,
    DIFFERS
  }

  /**
   * Compares.
   *
   * @param header the field value, if there is one
   * @param current the present strong tag, in quotes
   */
  static Outcome match(Optional<String> header, String current) {
    if (header.isEmpty() || header.get().isBlank()) {
      return Outcome.MISSING;
    }
    String text = header.get().strip();
    if (text.equals(ANY)) {
      return Outcome.MATCHES;
    }
    Matcher tags = TAG.matcher(text);
    while (tags.find()) {
      boolean strong = tags.group(1) == null;
      String opaque = tags.group(2);
      if (strong && (opaque.equals(ANY) || current.equals('"' + opaque + '"'))) {
        return Outcome.MATCHES;
      }
    }
    // some clients send the tag back without its quotes
    return current.equals('"' + text + '"') ? Outcome.MATCHES : Outcome.DIFFERS;
  }
}
