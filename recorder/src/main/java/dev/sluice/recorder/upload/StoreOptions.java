package dev.sluice.recorder.upload;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which bucket of which store, and how to speak with it.
 *
 * @param client which library does
 * @param endpoint where it is; empty for AWS in {@code region}
 * @param region any word for most stores; empty for AWS to find out from its environment
 * @param addressing how the bucket is named in addresses
 * @param credentials empty to have the AWS client look for them in its environment (variables,
 *     profiles, web identity, instance roles); the MinIO client signs nothing then
 * @param certificateAuthority a PEM file of certificates to trust besides the platform's
 * @param objects what objects are given
 * @param limits how long a request may take
 */
public record StoreOptions(
    StoreClient client,
    Optional<URI> endpoint,
    String region,
    String bucket,
    Addressing addressing,
    Optional<Credentials> credentials,
    Optional<Path> certificateAuthority,
    ObjectOptions objects,
    Limits limits) {

  /** How the bucket is named in addresses. */
  public enum Addressing {
    /** {@code https://host/bucket/key}: what stores behind one name need. */
    PATH,
    /** {@code https://bucket.host/key}. */
    VIRTUAL_HOST
  }

  /** How the store can tell that a body came whole. */
  public enum Checksums {
    /** By Content-MD5, which every store knows. */
    MD5,
    /** By what the client library prefers: CRC32, CRC32C or SHA-256; some stores refuse those. */
    LIBRARY
  }

  /** The two parts of a static credential, and the token of a temporary one. */
  public record Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {
    @Override
    public String toString() {
      return "Credentials[" + accessKey + "]";
    }
  }

  /**
   * What every object is given.
   *
   * @param metadata names without {@code x-amz-meta-}
   * @param storageClass empty for the bucket's own
   */
  public record ObjectOptions(
      Map<String, String> metadata,
      Map<String, String> tags,
      Optional<String> storageClass,
      StoreEncryption encryption,
      Checksums checksums) {

    public static final ObjectOptions DEFAULTS =
        new ObjectOptions(
            Map.of(), Map.of(), Optional.empty(), new StoreEncryption.None(), Checksums.MD5);

    public ObjectOptions {
      metadata = Map.copyOf(metadata);
      tags = Map.copyOf(tags);
    }
  }

  /**
   * How long a request may take.
   *
   * @param connect until the connection is there
   * @param idle without a byte in either direction
   * @param slowestBytesPerSecond a body that goes slower than this fails; the time for it is added
   *     to {@code idle} for the whole request
   */
  public record Limits(Duration connect, Duration idle, long slowestBytesPerSecond) {

    public static final Limits DEFAULTS =
        new Limits(Duration.ofSeconds(10), Duration.ofSeconds(30), 16 * 1024);

    /** All that a request with a body of so many bytes may take. */
    public Duration total(long bodyBytes) {
      return connect.plus(idle).plusSeconds(bodyBytes / slowestBytesPerSecond);
    }
  }

  /**
   * Reads an address as people write it: {@code minio.example.com:9000}, or with a scheme, which
   * decides then.
   *
   * @param tls whether an address without scheme means https
   * @throws IllegalArgumentException with a sentence on what is wrong
   */
  public static URI endpoint(String text, boolean tls) {
    String address = text.strip();
    URI uri;
    try {
      uri =
          URI.create(address.contains("://") ? address : (tls ? "https://" : "http://") + address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the store's endpoint is not an address: " + e.getMessage(), e);
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("the store's endpoint must be of http or https");
    }
    boolean bare =
        (uri.getPath().isEmpty() || uri.getPath().equals("/"))
            && uri.getQuery() == null
            && uri.getUserInfo() == null
            && uri.getFragment() == null;
    if (uri.getHost() == null || !bare) {
      throw new IllegalArgumentException(
          "the store's endpoint must be a host with or without port, and nothing else");
    }
    return URI.create(
        scheme + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
  }
}
