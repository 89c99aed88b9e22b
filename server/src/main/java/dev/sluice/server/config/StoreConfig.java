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

/** The variables of stores, which only make sense together. */
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
            store(StoreSource.ofUploads(environment), bucket(environment)),
            uploads(environment),
            Duration.ofSeconds(environment.value(StoreVariables.S3_LINK_SECONDS))));
  }

  /**
   * A bucket for backups.
   *
   * @throws ConfigException when the variables contradict one another
   */
  static StoreOptions backups(Environment environment, String bucket) {
    return store(StoreSource.ofBackups(environment), bucket);
  }

  /**
   * Refuses a store for backups that cannot be used, before the first one is to be made.
   *
   * @throws ConfigException when the variables contradict one another
   */
  static void checkBackups(Environment environment) {
    if (BackupStoreVariables.ALL.stream().anyMatch(environment::has)) {
      backups(environment, "backups");
    }
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

  private static StoreOptions store(StoreSource source, String bucket) {
    Optional<URI> endpoint = endpoint(source);
    boolean amazon = endpoint.map(StoreConfig::isAmazon).orElse(true);
    Optional<Credentials> credentials = credentials(source);
    StoreClient client = client(source, amazon);
    require(
        client == StoreClient.AWS || credentials.isPresent(),
        ("%s and %s are not set, but the MinIO client needs them; set them, or %s=aws to look where"
                + " AWS programs look.")
            .formatted(
                source.name(StoreVariables.S3_ACCESS_KEY),
                source.name(StoreVariables.S3_SECRET_KEY),
                source.name(StoreVariables.S3_CLIENT)));
    boolean tls = endpoint.map(uri -> uri.getScheme().equals("https")).orElse(true);
    Optional<Path> authority =
        ServerConfig.readable(source.environment(), source.used(StoreVariables.S3_CA_FILE));
    require(
        tls || authority.isEmpty(),
        "%s is set, but the store is spoken to without HTTPS; unset it, or change %s."
            .formatted(source.name(StoreVariables.S3_CA_FILE), source.nameOfTls()));
    return new StoreOptions(
        client,
        endpoint,
        source.value(StoreVariables.S3_REGION).orElse(""),
        bucket,
        addressing(source, amazon),
        credentials,
        authority,
        objects(source, tls),
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

  private static Optional<URI> endpoint(StoreSource source) {
    boolean ssl = source.value(StoreVariables.S3_USE_SSL);
    Optional<URI> endpoint =
        source
            .value(StoreVariables.S3_ENDPOINT)
            .map(address -> StoreOptions.endpoint(address, ssl));
    String scheme = ssl ? "https" : "http";
    String found = endpoint.map(URI::getScheme).orElse(scheme);
    require(
        found.equals(scheme) || !source.has(StoreVariables.S3_USE_SSL),
        "%s begins with %s://, but %s is %s; change one of them."
            .formatted(
                source.name(StoreVariables.S3_ENDPOINT),
                found,
                source.name(StoreVariables.S3_USE_SSL),
                ssl ? "1" : "0"));
    return endpoint;
  }

  private static boolean isAmazon(URI endpoint) {
    String host = endpoint.getHost().toLowerCase(Locale.ROOT);
    return AMAZON.stream().anyMatch(host::endsWith);
  }

  private static Optional<Credentials> credentials(StoreSource source) {
    ServerConfig.requireTogether(
        source.environment(),
        source.used(StoreVariables.S3_ACCESS_KEY),
        source.used(StoreVariables.S3_SECRET_KEY));
    Optional<String> secret = source.value(StoreVariables.S3_SECRET_KEY);
    Optional<String> token = source.value(StoreVariables.S3_SESSION_TOKEN);
    require(
        token.isEmpty() || secret.isPresent(),
        "%s is set, but %s is not; set both or neither."
            .formatted(
                source.name(StoreVariables.S3_SESSION_TOKEN),
                source.name(StoreVariables.S3_ACCESS_KEY)));
    return source
        .value(StoreVariables.S3_ACCESS_KEY)
        .flatMap(key -> secret.map(text -> new Credentials(key, text, token)));
  }

  private static StoreClient client(StoreSource source, boolean amazon) {
    StoreClient client = source.value(StoreVariables.S3_CLIENT);
    if (client != StoreClient.AUTO) {
      return client;
    }
    return amazon ? StoreClient.AWS : StoreClient.MINIO;
  }

  private static StoreOptions.Addressing addressing(StoreSource source, boolean amazon) {
    Addressing addressing = source.value(StoreVariables.S3_PATH_STYLE);
    boolean path = addressing == Addressing.AUTO ? !amazon : addressing == Addressing.PATH;
    return path ? StoreOptions.Addressing.PATH : StoreOptions.Addressing.VIRTUAL_HOST;
  }

  private static ObjectOptions objects(StoreSource source, boolean tls) {
    return new ObjectOptions(
        source.value(StoreVariables.S3_METADATA),
        source.value(StoreVariables.S3_TAGS),
        source.value(StoreVariables.S3_STORAGE_CLASS),
        encryption(source, tls),
        source.value(StoreVariables.S3_CHECKSUMS));
  }

  private static StoreEncryption encryption(StoreSource source, boolean tls) {
    Encryption encryption = source.value(StoreVariables.S3_SSE);
    Optional<String> keyId = source.value(StoreVariables.S3_SSE_KMS_KEY);
    require(
        keyId.isEmpty() || encryption == Encryption.KMS,
        "%s is set, but %s is not aws:kms; set both or neither."
            .formatted(
                source.name(StoreVariables.S3_SSE_KMS_KEY), source.name(StoreVariables.S3_SSE)));
    Optional<String> ownKey = source.value(StoreVariables.S3_SSE_CUSTOMER_KEY);
    require(
        ownKey.isPresent() == (encryption == Encryption.CUSTOMER),
        "%s=customer and %s belong together; set both or neither."
            .formatted(
                source.name(StoreVariables.S3_SSE),
                source.name(StoreVariables.S3_SSE_CUSTOMER_KEY)));
    require(
        tls || ownKey.isEmpty(),
        ("%s is customer, but the store is spoken to without HTTPS, which would show the key to"
                + " all; change %s.")
            .formatted(source.name(StoreVariables.S3_SSE), source.nameOfTls()));
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
