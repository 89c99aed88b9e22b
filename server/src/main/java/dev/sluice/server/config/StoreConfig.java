package dev.sluice.server.config;

import dev.sluice.recorder.upload.PartPlan;
import dev.sluice.recorder.upload.RetryPolicy;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.StoreEncryption;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.StoreOptions.Credentials;
import dev.sluice.recorder.upload.StoreOptions.Limits;
import dev.sluice.recorder.upload.StoreOptions.ObjectOptions;
import dev.sluice.recorder.upload.UploadOptions;
import dev.sluice.recorder.upload.UploadOptions.Keep;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The variables of uploads, which only make sense together. */
final class StoreConfig {

  private static final List<String> AMAZON = List.of(".amazonaws.com", ".amazonaws.com.cn");

  /** The texts of S3_PATH_STYLE. */
  enum Addressing {
    AUTO,
    PATH,
    HOST
  }

  /** The texts of S3_SSE. */
  enum Encryption {
    NONE,
    S3,
    KMS,
    CUSTOMER
  }

  private StoreConfig() {}

  /**
   * The store and how it is used, when recordings are uploaded.
   *
   * @throws ConfigException when the variables contradict one another
   */
  static Optional<UploadSettings> settings(Environment environment) {
    if (!environment.value(StoreVariables.UPLOAD_RECORDINGS)) {
      require(
          !environment.value(StoreVariables.DELETE_RECORDING_AFTER_UPLOAD),
          "DELETE_RECORDING_AFTER_UPLOAD is set, but UPLOAD_RECORDINGS is not; set both or"
              + " neither.");
      return Optional.empty();
    }
    return Optional.of(
        new UploadSettings(
            store(environment),
            uploads(environment),
            Duration.ofSeconds(environment.value(StoreVariables.S3_LINK_SECONDS))));
  }

  /** One sentence when a store is described that is not used. */
  static List<String> notices(Environment environment) {
    List<String> idle =
        StoreVariables.ALL.stream()
            .filter(environment::has)
            .map(Variable::name)
            .filter(name -> name.startsWith("S3_") || name.equals("UPLOAD_THREADS"))
            .toList();
    if (idle.isEmpty() || environment.value(StoreVariables.UPLOAD_RECORDINGS)) {
      return List.of();
    }
    return List.of(
        "%s %s set, but %s no effect without UPLOAD_RECORDINGS=1."
            .formatted(
                String.join(", ", idle),
                idle.size() == 1 ? "is" : "are",
                idle.size() == 1 ? "has" : "have"));
  }

  private static UploadOptions uploads(Environment environment) {
    return new UploadOptions(
        environment.value(StoreVariables.S3_PREFIX),
        environment.value(StoreVariables.S3_UPLOAD),
        environment.value(StoreVariables.DELETE_RECORDING_AFTER_UPLOAD)
            ? Keep.REMOTE_ONLY
            : Keep.LOCAL_FILES,
        environment.value(StoreVariables.S3_VERIFY),
        new PartPlan(
            environment.value(StoreVariables.S3_PART_BYTES),
            environment.value(StoreVariables.S3_PARTS)),
        environment.value(StoreVariables.UPLOAD_THREADS),
        RetryPolicy.DEFAULT);
  }

  private static StoreOptions store(Environment environment) {
    Optional<URI> endpoint = endpoint(environment);
    boolean amazon = endpoint.map(StoreConfig::isAmazon).orElse(true);
    Optional<Credentials> credentials = credentials(environment);
    StoreClient client = client(environment, amazon);
    require(
        client == StoreClient.AWS || credentials.isPresent(),
        "S3_ACCESS_KEY and S3_SECRET_KEY are not set, but the MinIO client needs them; set them, or"
            + " S3_CLIENT=aws to look where AWS programs look.");
    boolean tls = endpoint.map(uri -> uri.getScheme().equals("https")).orElse(true);
    Optional<Path> authority = ServerConfig.readable(environment, StoreVariables.S3_CA_FILE);
    require(
        tls || authority.isEmpty(),
        "S3_CA_FILE is set, but the store is spoken to without HTTPS; unset it, or change"
            + " S3_USE_SSL.");
    return new StoreOptions(
        client,
        endpoint,
        environment.value(StoreVariables.S3_REGION).orElse(""),
        bucket(environment),
        addressing(environment, amazon),
        credentials,
        authority,
        objects(environment, tls),
        Limits.DEFAULTS);
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
    Optional<URI> endpoint =
        environment
            .value(StoreVariables.S3_ENDPOINT)
            .map(address -> StoreOptions.endpoint(address, ssl));
    String scheme = ssl ? "https" : "http";
    String found = endpoint.map(URI::getScheme).orElse(scheme);
    require(
        found.equals(scheme) || !environment.has(StoreVariables.S3_USE_SSL),
        "S3_ENDPOINT begins with %s://, but S3_USE_SSL is %s; change one of them."
            .formatted(found, ssl ? "1" : "0"));
    return endpoint;
  }

  private static boolean isAmazon(URI endpoint) {
    String host = endpoint.getHost().toLowerCase(Locale.ROOT);
    return AMAZON.stream().anyMatch(host::endsWith);
  }

  private static Optional<Credentials> credentials(Environment environment) {
    ServerConfig.requireTogether(
        environment, StoreVariables.S3_ACCESS_KEY, StoreVariables.S3_SECRET_KEY);
    Optional<String> secret = environment.value(StoreVariables.S3_SECRET_KEY);
    Optional<String> token = environment.value(StoreVariables.S3_SESSION_TOKEN);
    require(
        token.isEmpty() || secret.isPresent(),
        "S3_SESSION_TOKEN is set, but S3_ACCESS_KEY is not; set both or neither.");
    return environment
        .value(StoreVariables.S3_ACCESS_KEY)
        .flatMap(key -> secret.map(text -> new Credentials(key, text, token)));
  }

  private static StoreClient client(Environment environment, boolean amazon) {
    StoreClient client = environment.value(StoreVariables.S3_CLIENT);
    if (client != StoreClient.AUTO) {
      return client;
    }
    return amazon ? StoreClient.AWS : StoreClient.MINIO;
  }

  private static StoreOptions.Addressing addressing(Environment environment, boolean amazon) {
    Addressing addressing = environment.value(StoreVariables.S3_PATH_STYLE);
    boolean path = addressing == Addressing.AUTO ? !amazon : addressing == Addressing.PATH;
    return path ? StoreOptions.Addressing.PATH : StoreOptions.Addressing.VIRTUAL_HOST;
  }

  private static ObjectOptions objects(Environment environment, boolean tls) {
    return new ObjectOptions(
        environment.value(StoreVariables.S3_METADATA),
        environment.value(StoreVariables.S3_TAGS),
        environment.value(StoreVariables.S3_STORAGE_CLASS),
        encryption(environment, tls),
        environment.value(StoreVariables.S3_CHECKSUMS));
  }

  private static StoreEncryption encryption(Environment environment, boolean tls) {
    Encryption encryption = environment.value(StoreVariables.S3_SSE);
    Optional<String> keyId = environment.value(StoreVariables.S3_SSE_KMS_KEY);
    require(
        keyId.isEmpty() || encryption == Encryption.KMS,
        "S3_SSE_KMS_KEY is set, but S3_SSE is not aws:kms; set both or neither.");
    Optional<String> ownKey = environment.value(StoreVariables.S3_SSE_CUSTOMER_KEY);
    require(
        ownKey.isPresent() == (encryption == Encryption.CUSTOMER),
        "S3_SSE=customer and S3_SSE_CUSTOMER_KEY belong together; set both or neither.");
    require(
        tls || ownKey.isEmpty(),
        "S3_SSE is customer, but the store is spoken to without HTTPS, which would show the key to"
            + " all; change S3_USE_SSL or S3_ENDPOINT.");
    return switch (encryption) {
      case NONE -> new StoreEncryption.None();
      case S3 -> new StoreEncryption.StoreKey();
      case KMS -> new StoreEncryption.KeyManagement(keyId);
      case CUSTOMER -> new StoreEncryption.OwnKey(ownKey.orElseThrow());
    };
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
