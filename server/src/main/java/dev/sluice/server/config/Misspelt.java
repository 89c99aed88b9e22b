package dev.sluice.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds variables that were probably meant to be ours: a name that differs from one of ours by a
 * letter or a few, or that begins as only ours do. An environment is full of other programs'
 * variables, so that nothing else is said of those.
 */
final class Misspelt {

  /** A slip for each so many letters. */
  private static final int LETTERS_A_SLIP = 5;

  /** First words that other programs of such a machine seldom use. */
  private static final Set<String> OURS =
      Set.of(
          "ICE",
          "JWT",
          "MEDIA",
          "RECORD",
          "RECORDING",
          "RECORDINGS",
          "S3",
          "SDP",
          "STUN",
          "TURN",
          "UPLOAD",
          "WEBHOOK",
          "WEBHOOKS",
          "WHEP",
          "WHIP");

  /** Close to ours, and yet other programs' own. */
  private static final Set<String> OTHERS = Set.of("SSL_CERT_FILE", "HTTP_PROXY", "HTTPS_PROXY");

  /** Names of variables that others misspell by habit, and what they are here. */
  private static final Map<String, String> HABITS =
      Map.ofEntries(
          Map.entry("HTTP_PORT", "HTTP_ADDR"),
          Map.entry("LISTEN_ADDR", "HTTP_ADDR"),
          Map.entry("TLS_CERT", "TLS_CERT_FILE"),
          Map.entry("TLS_KEY", "TLS_KEY_FILE"),
          Map.entry("S3_ACCESS_KEY_ID", "S3_ACCESS_KEY"),
          Map.entry("S3_SECRET_ACCESS_KEY", "S3_SECRET_KEY"),
          Map.entry("RECORDING_ENABLED", "RECORD_ENABLED"),
          Map.entry("RECORDING_DIR", "RECORD_DIR"),
          Map.entry("RECORDINGS_DIR", "RECORD_DIR"),
          Map.entry("UPLOAD_ENABLED", "UPLOAD_RECORDINGS"),
          Map.entry("STUN_URL", "STUN_URLS"),
          Map.entry("TURN_URL", "TURN_URLS"),
          Map.entry("TURN_SERVER", "TURN_URLS"),
          Map.entry("TURN_USER", "TURN_USERNAME"),
          Map.entry("WEBHOOK_URL", "WEBHOOK_URLS"));

  /** What Kubernetes sets in every pod for a service that is called like one of our words. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".*_SERVICE_(HOST|PORT)(_.*)?|.*_PORT(_\\d+_(TCP|UDP)(_.*)?)?");

  private Misspelt() {}

  /** A sentence for each name of the environment that is probably wrong; never with its text. */
  static List<String> notices(Environment environment) {
    Set<String> known = Variables.all().stream().map(Variable::name).collect(Collectors.toSet());
    List<String> notices = new ArrayList<>();
    environment.names().stream()
        .filter(name -> !known.contains(name))
        .filter(name -> !OTHERS.contains(name) && !GoLive.ignores(name))
        .filter(name -> !AbsentFeatures.knows(name))
        .sorted()
        .forEach(name -> notice(name, known).ifPresent(notices::add));
    return notices;
  }

  private static Optional<String> notice(String name, Set<String> known) {
    String upper = name.toUpperCase(Locale.ROOT);
    Optional<String> meant = Optional.ofNullable(HABITS.get(upper)).or(() -> nearest(upper, known));
    if (meant.isPresent()) {
      return Optional.of(
          "%s is set, but is no variable of this server: is %s meant?"
              .formatted(name, meant.get()));
    }
    String first = name.contains("_") ? name.substring(0, name.indexOf('_')) : "";
    return OURS.contains(first) && !SERVICE_LINK.matcher(name).matches()
        ? Optional.of(
            name
                + " is set, but is no variable of this server: the configuration command lists all.")
        : Optional.empty();
  }

  private static Optional<String> nearest(String name, Set<String> known) {
    String best = "";
    int least = 1 + Math.max(1, name.length() / LETTERS_A_SLIP);
    for (String candidate : known) {
      if (Math.abs(candidate.length() - name.length()) < least) {
        int slips = slips(name, candidate);
        if (slips < least || (slips == least && candidate.compareTo(best) < 0 && !best.isEmpty())) {
          best = candidate;
          least = slips;
        }
      }
    }
    return Optional.of(best).filter(found -> !found.isEmpty());
  }

  /** How many letters were left out, added, changed or swapped with their neighbour. */
  static int slips(String one, String other) {
    int[] before = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + changed);
        boolean swapped =
            i > 1
                && j > 1
                && one.charAt(i - 1) == other.charAt(j - 2)
                && one.charAt(i - 2) == other.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = last;
      last = row;
      row = free;
    }
    return last[other.length()];
  }
}
