package dev.sluice.server.sdp;

import java.util.List;
import java.util.Optional;

/**
 * The value of {@code a=rid}, RFC 8851 section 10.
 *
 * @param id 1 to 16 letters, digits, {@code -} or {@code _}: what fits a one-byte header extension
 * @param direction {@code SENDONLY} for {@code send}, {@code RECVONLY} for {@code recv}
 * @param payloadTypes what {@code pt=} allows; empty when it allows all
 */
public record Rid(String id, StreamDirection direction, List<String> payloadTypes) {

  private static final int LONGEST_ID = 16;
  private static final String PAYLOAD_TYPES = "pt=";

  public Rid {
    payloadTypes = List.copyOf(payloadTypes);
  }

  /** Reads {@code q send pt=96,97;max-width=640}; empty when it is not of that form. */
  public static Optional<Rid> parse(String value) {
    String[] words = value.split(" +", 3);
    if (words.length < 2 || !isId(words[0])) {
      return Optional.empty();
    }
    List<String> payloadTypes = words.length < 3 ? List.of() : payloadTypes(words[2]);
    return switch (words[1]) {
      case "send" -> Optional.of(new Rid(words[0], StreamDirection.SENDONLY, payloadTypes));
      case "recv" -> Optional.of(new Rid(words[0], StreamDirection.RECVONLY, payloadTypes));
      default -> Optional.empty();
    };
  }

  /** True when {@code text} can be an id. */
  public static boolean isId(String text) {
    if (text.isEmpty() || text.length() > LONGEST_ID) {
      return false;
    }
    return text.chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_');
  }

  private static List<String> payloadTypes(String restrictions) {
    for (String restriction : restrictions.split(";")) {
      String text = restriction.strip();
      if (text.startsWith(PAYLOAD_TYPES)) {
        return List.of(text.substring(PAYLOAD_TYPES.length()).split(","));
      }
    }
    return List.of();
  }
}
