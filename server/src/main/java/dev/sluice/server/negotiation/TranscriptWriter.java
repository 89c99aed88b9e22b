package dev.sluice.server.negotiation;

import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.transport.Transcript;
import java.util.regex.Pattern;

/**
 * Writes down an offer and its answer for people who look into a session: without what opens it
 * (ICE credentials, RFC 8839 section 5.4; fingerprints, keys), and without anybody's address.
 */
final class TranscriptWriter {

  /** Longer descriptions are cut; those of browsers with dozens of slots have 60,000. */
  static final int MOST_CHARS = 64 << 10;

  private static final String REDACTED = "[redacted]";

  private static final Pattern SECRETS =
      Pattern.compile(
          "(?mi)^(a=(?:ice-ufrag|ice-pwd|fingerprint|crypto|identity|tls-id|candidate"
              + "|remote-candidates|rtcp|connection|key-mgmt|zrtp-hash):|[ckiuep]=).*$");

  /** The user, two numbers, then where the session was made. RFC 8866 section 5.2. */
  private static final Pattern ORIGIN = Pattern.compile("(?m)^(o=\\S+ \\S+ \\S+) .*$");

  private TranscriptWriter() {}

  static Transcript of(SessionDescription offer, SessionDescription answer) {
    return new Transcript(redacted(offer), redacted(answer));
  }

  private static String redacted(SessionDescription description) {
    String text = description.write().replace("\r\n", "\n");
    String cut = text.length() > MOST_CHARS ? text.substring(0, MOST_CHARS) : text;
    String lines = SECRETS.matcher(cut).replaceAll("$1" + REDACTED);
    return ORIGIN.matcher(lines).replaceAll("$1 " + REDACTED);
  }
}
