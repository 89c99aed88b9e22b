package dev.sluice.recorder.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What tells a recordings' directory from every other one: a file in it with a name that nobody
 * else has. A disk that is not mounted has none, or another one; a directory whose recordings were
 * all deleted has it still.
 */
public final class DirectoryIdentity {

  static final String FILE = ".identity";

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int MAX_BYTES = 64;

  private DirectoryIdentity() {}

  /** Whether it can be one. */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }

  /** The directory's; empty when it has none that can be read. */
  public static Optional<String> of(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
      return Optional.of(text).filter(DirectoryIdentity::isValid);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Gives a directory that has none a new one. */
  static void ensure(Path directory) throws IOException {
    if (of(directory).isEmpty()) {
      give(directory, UUID.randomUUID().toString());
    }
  }

  /** Gives a directory the one that it had before it was lost. */
  public static void give(Path directory, String identity) throws IOException {
    AtomicFile.write(
        directory.resolve(FILE), (identity + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
