package dev.sluice.server.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The value of {@code a=ssrc-group}, RFC 5576 section 4.2.
 *
 * @param semantics such as {@code FID} or {@code SIM}
 * @param ssrcs the streams in their order; none is 0
 */
public record SsrcGroup(String semantics, List<Integer> ssrcs) {

  /** A retransmission pair, RFC 4588. */
  public static final String FID = "FID";

  /** Simulcast encodings, lowest first; older than RIDs. */
  public static final String SIM = "SIM";

  private static final int LONGEST_WORDS = 18;

  public SsrcGroup {
    ssrcs = List.copyOf(ssrcs);
  }

  /** Reads {@code FID 1 2}; empty when it is not of that form. */
  public static Optional<SsrcGroup> parse(String value) {
    String[] words = value.split(" +", LONGEST_WORDS);
    if (words.length < 2 || words[0].isEmpty()) {
      return Optional.empty();
    }
    List<Integer> ssrcs = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      int ssrc = Numbers.parseSsrc(words[i]);
      if (ssrc == 0) {
        return Optional.empty();
      }
      ssrcs.add(ssrc);
    }
    return Optional.of(new SsrcGroup(words[0], ssrcs));
  }

  /** The value of {@code a=ssrc-group}. */
  public String toAttributeValue() {
    StringBuilder text = new StringBuilder(semantics);
    ssrcs.forEach(ssrc -> text.append(' ').append(Integer.toUnsignedString(ssrc)));
    return text.toString();
  }
}
