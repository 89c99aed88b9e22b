package dev.sluice.recorder.library;

import dev.sluice.recorder.upload.Digests;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Makes parts of paths out of foreign texts, and tells whether a text is such a part. What is made
 * consists of letters, digits, {@code _} and {@code -} only, begins with none but letters, digits
 * and {@code _}, and is never empty.
 */
public final class SafeNames {

  /** The longest name of a file, in characters. */
  public static final int MAX_FILE_CHARS = 128;

  private static final Pattern ROOM = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Pattern FILE =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,122}\\.(webm|mkv)");
  private static final Pattern OF_GO_LIVE =
      Pattern.compile("[A-Za-z0-9_-]{1,64}_[\\x21-\\x7e&&[^/\\\\%?#\"]]{1,180}\\.(?:ivf|ogg)");
  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9_-]+");
  private static final int CLEANED_ROOM_CHARS = 40;
  private static final int HASH_CHARS = 12;

  private SafeNames() {}

  /** Whether {@code text} may be the name of a room's folder. */
  public static boolean isRoom(String text) {
    return ROOM.matcher(text).matches();
  }

  /** Whether {@code text} may be the name of a media file. */
  public static boolean isFile(String text) {
    return text.length() <= MAX_FILE_CHARS && FILE.matcher(text).matches();
  }

  /**
   * Whether {@code text} may be the name of a file that go-live recorded: {@code room_track.ivf}.
   */
  public static boolean isOfGoLive(String text) {
    return OF_GO_LIVE.matcher(text).matches();
  }

  /**
   * The folder of a room: its name, or when that is not fit for it, what is fit of it with a hash,
   * so that two rooms never share one.
   */
  public static String room(String name) {
    if (isRoom(name)) {
      return name;
    }
    return clean(name, CLEANED_ROOM_CHARS) + "--" + hash(name);
  }

  /** What is fit of {@code text}, {@code maxChars} of it at most. */
  public static String clean(String text, int maxChars) {
    String head = text.length() > 4 * maxChars ? text.substring(0, 4 * maxChars) : text;
    String cleaned = UNSAFE.matcher(head).replaceAll("_");
    String cut = cleaned.length() > maxChars ? cleaned.substring(0, maxChars) : cleaned;
    if (cut.isEmpty()) {
      return "_";
    }
    return cut.charAt(0) == '-' ? "_" + cut.substring(1) : cut;
  }

  private static String hash(String text) {
    return Digests.of(text.getBytes(StandardCharsets.UTF_8)).sha256().substring(0, HASH_CHARS);
  }
}
