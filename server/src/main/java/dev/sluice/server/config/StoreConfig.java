package dev.sluice.server.config;

import dev.sluice.server.config.StoreOptions.Addressing;
import dev.sluice.server.config.StoreOptions.Client;
import dev.sluice.server.config.StoreOptions.Credentials;
import dev.sluice.server.config.StoreOptions.Encryption;
import dev.sluice.server.config.StoreOptions.LocalFiles;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The variables of uploads, which only make sense together. */
final class StoreConfig {

  private static final String AMAZON = ".amazonaws.com";
  private static final String AMAZON_CHINA = ".amazonaws.com.cn";

  private StoreConfig() {}

  /**
   * The store, when recordings are uploaded.
   *
   * @throws ConfigException when the variables contradict one another
   */
  static Optional<StoreOptions> options(Environment environment) {
    if (!environment.value(StoreVariables.UPLOAD_RECORDINGS)) {
      refuseWithoutUpload(environment);
      return Optional.empty();
    }
    Optional<URI> endpoint = endpoint(environment);
    boolean amazon = endpoint.map(StoreConfig::isAmazon).orElse(true);
    Optional<Credentials> credentials = credentials(environment);
    Client client = client(environment, amazon);
    if (client == Client.MINIO && credentials.isEmpty()) {
      throw new ConfigException(
          "S3_ACCESS_KEY and S3_SECRET_KEY are not set, but the MinIO client needs them; set them,"
              + " or S3_CLIENT=aws to look where AWS programs look.");
    }
    return Optional.of(
        new StoreOptions(
            endpoint,
            environment.value(StoreVariables.S3_REGION),
            bucket(environment),
            credentials,
            client,
            pathStyle(environment, amazon),
            environment.value(StoreVariables.S3_PREFIX),
            environment.value(StoreVariables.S3_UPLOAD),
            environment.value(StoreVariables.DELETE_RECORDING_AFTER_UPLOAD)
                ? LocalFiles.DELETE
                : LocalFiles.KEEP,
            environment.value(StoreVariables.S3_SSE),
            key(environment),
            environment.value(StoreVariables.S3_TAGS),
            environment.value(StoreVariables.S3_METADATA),
            environment.value(StoreVariables.S3_STORAGE_CLASS),
            caFile(environment, endpoint),
            environment.value(StoreVariables.S3_VERIFY),
            Duration.ofSeconds(environment.value(StoreVariables.S3_LINK_SECONDS))));
  }

  /** One sentence when a store is described that is not used. */
  static List<String> notices(Environment environment) {
    List<String> notices = new ArrayList<>();
    boolean uploads = environment.value(StoreVariables.UPLOAD_RECORDINGS);
    if (!uploads && environment.has(StoreVariables.S3_BUCKET)) {
      notices.add("S3_BUCKET is set, but has no effect without UPLOAD_RECORDINGS=1.");
    }
    return notices;
  }

  private static void refuseWithoutUpload(Environment environment) {
    if (environment.value(StoreVariables.DELETE_RECORDING_AFTER_UPLOAD)) {
      throw new ConfigException(
          "DELETE_RECORDING_AFTER_UPLOAD is set, but UPLOAD_RECORDINGS is not; set both or"
              + " neither.");
    }
  }

  private static String bucket(Environment environment) {
    return environment
        .value(StoreVariables.S3_BUCKET)
        .orElseThrow(
            () ->
                new ConfigException(
                    "UPLOAD_RECORDINGS is set, but S3_BUCKET is not; say where to upload to."));
  }

  private static Optional<URI> endpoint(Environment environment) {
    boolean ssl = environment.value(StoreVariables.S3_USE_SSL);
    Optional<URI> endpoint = environment.value(StoreVariables.S3_ENDPOINT);
    if (endpoint.isEmpty()) {
      return endpoint;
    }
    String scheme = ssl ? "https" : "http";
    URI given = endpoint.get();
    boolean asked = environment.has(StoreVariables.S3_USE_SSL);
    if (asked && given.getScheme() != null && !given.getScheme().equals(scheme)) {
      throw new ConfigException(
          "S3_ENDPOINT begins with %s://, but S3_USE_SSL is %s; change one of them."
              .formatted(given.getScheme(), ssl ? "1" : "0"));
    }
    if (!given.getRawPath().isEmpty() && !given.getRawPath().equals("/")) {
      throw new ConfigException(
          "S3_ENDPOINT has a path, which belongs into S3_BUCKET or S3_PREFIX.");
    }
    return Optional.of(Endpoints.withDefaultScheme(given, scheme));
  }

  private static boolean isAmazon(URI endpoint) {
    String host = endpoint.getHost().toLowerCase(Locale.ROOT);
    return host.endsWith(AMAZON) || host.endsWith(AMAZON_CHINA);
  }

  private static Optional<Credentials> credentials(Environment environment) {
    ServerConfig.requireTogether(
        environment, StoreVariables.S3_ACCESS_KEY, StoreVariables.S3_SECRET_KEY);
    Optional<String> secret = environment.value(StoreVariables.S3_SECRET_KEY);
    return environment
        .value(StoreVariables.S3_ACCESS_KEY)
        .flatMap(key -> secret.map(text -> new Credentials(key, text)));
  }

  private static Client client(Environment environment, boolean amazon) {
    Client client = environment.value(StoreVariables.S3_CLIENT);
    if (client != Client.AUTO) {
      return client;
    }
    return amazon ? Client.AWS : Client.MINIO;
  }

  private static boolean pathStyle(Environment environment, boolean amazon) {
    Addressing addressing = environment.value(StoreVariables.S3_PATH_STYLE);
    return addressing == Addressing.AUTO ? !amazon : addressing == Addressing.PATH;
  }

  private static Optional<String> key(Environment environment) {
    Optional<String> key = environment.value(StoreVariables.S3_SSE_KMS_KEY);
    if (key.isPresent() && environment.value(StoreVariables.S3_SSE) != Encryption.KMS) {
      throw new ConfigException(
          "S3_SSE_KMS_KEY is set, but S3_SSE is not aws:kms; set both or neither.");
    }
    return key;
  }

  private static Optional<Path> caFile(Environment environment, Optional<URI> endpoint) {
    Optional<Path> file = ServerConfig.readable(environment, StoreVariables.S3_CA_FILE);
    if (file.isPresent() && endpoint.map(uri -> uri.getScheme().equals("http")).orElse(false)) {
      throw new ConfigException(
          "S3_CA_FILE is set, but the store is spoken to without HTTPS; unset it, or S3_USE_SSL=0.");
    }
    return file;
  }
}
