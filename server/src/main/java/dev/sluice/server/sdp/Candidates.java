package dev.sluice.server.sdp;

import dev.sluice.server.sdp.SdpException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The form of {@code a=candidate}, RFC 8839 section 5.1. What it says is for others to judge. */
final class Candidates {

  /**
   * Foundation, component, transport, priority, address, port, type; then extensions. MediaMTX
   * writes the attribute's name twice.
   */
  private static final Pattern FORM =
      Pattern.compile(
          "(?:candidate:)?[A-Za-z0-9+/]{1,32} \\d{1,5} [!-~]{1,16} \\d{1,10} [!-~]{1,255} (\\d{1,5}) typ [!-~]{1,32}"
              + "( .*)?");

  private static final int HIGHEST_PORT = 65_535;

  private Candidates() {}

  /** An empty value is how browsers announce the end of gathering: it is none, and no fault. */
  static void check(List<String> candidates) throws SdpException {
    Optional<String> malformed =
        candidates.stream().filter(text -> !text.isEmpty() && !wellFormed(text)).findFirst();
    if (malformed.isPresent()) {
      throw new SdpException(
          Reason.MALFORMED_CANDIDATE,
          "A candidate needs foundation, component, transport, priority, address, port and type.");
    }
  }

  private static boolean wellFormed(String text) {
    var matcher = FORM.matcher(text);
    return matcher.matches() && Numbers.parse(matcher.group(1), 0, HIGHEST_PORT) >= 0;
  }
}
