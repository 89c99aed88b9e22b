package dev.sluice.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where recordings are uploaded to, and how.
 *
 * @param endpoint with its scheme; empty for Amazon's own
 * @param client never {@link Client#AUTO}
 * @param pathStyle whether the bucket is part of the path
 * @param prefix without slashes around it; may be empty
 * @param keyId for {@link Encryption#KMS}
 * @param caFile further certificates to trust
 * @param linkLifetime of presigned links
 */
public record StoreOptions(
    Optional<URI> endpoint,
    Optional<String> region,
    String bucket,
    Optional<Credentials> credentials,
    Client client,
    boolean pathStyle,
    String prefix,
    Moment moment,
    LocalFiles localFiles,
    Encryption encryption,
    Optional<String> keyId,
    Map<String, String> tags,
    Map<String, String> metadata,
    Optional<String> storageClass,
    Optional<Path> caFile,
    Verification verification,
    Duration linkLifetime) {

  public StoreOptions {
    tags = Map.copyOf(tags);
    metadata = Map.copyOf(metadata);
  }

  /** Who talks to the store. */
  public enum Client {
    AUTO,
    AWS,
    MINIO
  }

  /** Where the bucket's name stands. */
  enum Addressing {
    AUTO,
    PATH,
    HOST
  }

  /** When files are uploaded. */
  public enum Moment {
    /** While they grow. */
    LIVE,
    /** When they are finished. */
    AFTER
  }

  /** What becomes of local files once they are in the store. */
  public enum LocalFiles {
    KEEP,
    DELETE
  }

  /** What the store is asked to encrypt with. */
  public enum Encryption {
    NONE,
    /** Keys of the store's own, SSE-S3. */
    S3,
    /** Keys of its key management, SSE-KMS. */
    KMS
  }

  /** What proves that an upload arrived. */
  public enum Verification {
    CHECKSUM,
    READ
  }

  /** An access key and its secret. */
  public record Credentials(String accessKey, String secretKey) {

    /** Names nobody. */
    @Override
    public String toString() {
      return "Credentials[…]";
    }
  }
}
