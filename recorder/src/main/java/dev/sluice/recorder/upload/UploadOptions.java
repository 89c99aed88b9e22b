package dev.sluice.recorder.upload;

/**
 * How recordings are uploaded.
 *
 * @param prefix of all keys; empty, or with a slash at its end
 * @param begin when a file's upload begins
 * @param keep what becomes of local files
 * @param verification how the store's copy is checked
 * @param parts how files are cut
 * @param threads how many requests go on at once
 * @param retry when failed requests are tried again
 */
public record UploadOptions(
    String prefix,
    Begin begin,
    Keep keep,
    Verify verification,
    PartPlan parts,
    int threads,
    RetryPolicy retry) {

  /** When the upload of a file begins. */
  public enum Begin {
    /** While it is written, in parts. */
    WHILE_RECORDING,
    /** When it is finished. */
    WHEN_FINISHED
  }

  /** What becomes of the local file when the store has it. */
  public enum Keep {
    LOCAL_FILES,
    REMOTE_ONLY
  }

  /** How it is made sure that the store has what was sent. */
  public enum Verify {
    /** By size and ETag where the store's ETags tell, by reading back otherwise. */
    ETAG_OR_READ_BACK,
    /** By reading everything back. */
    READ_BACK
  }

  public UploadOptions {
    prefix = normalized(prefix);
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("uploads need 1 to 64 threads");
    }
  }

  private static String normalized(String prefix) {
    String stripped = prefix.strip().replaceAll("/{2,}", "/").replaceAll("^/|/$", "");
    return stripped.isEmpty() ? "" : stripped + "/";
  }
}
