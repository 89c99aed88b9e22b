package dev.sluice.recorder.library;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names of one recording's files: {@code WHO_WHAT_NNN.webm}, so that they sort by who and by
 * time. Whoever comes second to a name that somebody else has gets a number behind it. Not
 * thread-safe.
 */
public final class FileNames {

  private static final int PART_CHARS = 40;

  private final Map<String, String> ownersByStem = new HashMap<>();
  private final Map<String, Integer> lastNumbers = new HashMap<>();

  /**
   * The next name for {@code owner}.
   *
   * @param owner tells apart who would otherwise share a name: the participant's id, and the
   *     track's when a participant has several of a kind; each has numbers of its own
   * @param who for people: the participant's name or id
   * @param what is in it, such as {@code camera}
   * @param extension without the dot: {@code webm} or {@code mkv}
   */
  public String next(String owner, String who, String what, String extension) {
    String stem = stem(owner, SafeNames.clean(who, PART_CHARS), SafeNames.clean(what, PART_CHARS));
    int number = lastNumbers.merge(stem, 1, Integer::sum);
    return String.format(Locale.ROOT, "%s_%03d.%s", stem, number, extension);
  }

  private String stem(String owner, String who, String what) {
    for (int i = 1; ; i++) {
      String stem = (i == 1 ? who : who + "-" + i) + "_" + what;
      // a file system may not tell capitals from small letters
      String key = stem.toLowerCase(Locale.ROOT);
      Optional<String> has = Optional.ofNullable(ownersByStem.putIfAbsent(key, owner));
      if (has.isEmpty() || has.get().equals(owner)) {
        return stem;
      }
    }
  }
}
