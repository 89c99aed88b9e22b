package dev.sluice.server.config;

import dev.sluice.recorder.upload.StoreOptions;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where backups are, as the options of commands name it: a folder, or {@code s3://BUCKET/PREFIX}.
 */
public sealed interface BackupPlace {

  String SCHEME = "s3://";

  /** On a disk. */
  record Folder(Path path) implements BackupPlace {}

  /**
   * In a store.
   *
   * @param prefix of all keys: ends with a slash, or is empty
   */
  record Bucket(StoreOptions store, String prefix) implements BackupPlace {

    /** As it is named. */
    @Override
    public String toString() {
      return SCHEME + store.bucket() + "/" + prefix.replaceAll("/$", "");
    }
  }

  /** Whether a text names a place in a store. */
  static boolean isInStore(String text) {
    return text.toLowerCase(Locale.ROOT).startsWith(SCHEME);
  }

  /**
   * Reads it.
   *
   * @param option begins the message of what is wrong, which does not show the text
   * @throws ConfigException when it is neither, or the variables of the store are wrong
   */
  static BackupPlace parse(String option, String text, Environment environment) {
    if (!isInStore(text)) {
      require(!text.isBlank() && !text.contains("://"), option);
      return new Folder(Path.of(text));
    }
    String[] parts = text.substring(SCHEME.length()).split("/", 2);
    try {
      String prefix = parts.length < 2 ? "" : StoreTexts.prefix(parts[1]);
      require(StoreTexts.bucket(parts[0]).isPresent(), option);
      return new Bucket(
          StoreConfig.backups(environment, parts[0]), prefix.isEmpty() ? "" : prefix + "/");
    } catch (IllegalArgumentException e) {
      throw refusal(option, e);
    }
  }

  private static void require(boolean holds, String option) {
    if (!holds) {
      throw refusal(option, null);
    }
  }

  private static ConfigException refusal(String option, Throwable cause) {
    return new ConfigException(
        option
            + " must be a folder, or s3://BUCKET/PREFIX with names as S3_BUCKET and S3_PREFIX"
            + " have them, but it is not.",
        cause);
  }
}
