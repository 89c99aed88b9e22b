package dev.sluice.server.config;

import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.server.config.StoreConfig.Addressing;
import dev.sluice.server.config.StoreConfig.Encryption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables of a store for backups, each beside the one of uploads that it stands for. */
final class BackupStoreVariables {

  static final Variable<Optional<String>> BACKUP_S3_ENDPOINT =
      beside(
          StoreVariables.S3_ENDPOINT,
          "BACKUP_S3_ENDPOINT",
          "another store than that of recordings, of which nothing is taken over then");

  static final Variable<Optional<String>> BACKUP_S3_REGION =
      beside(StoreVariables.S3_REGION, "BACKUP_S3_REGION", "the region of the backups' bucket");

  static final Variable<Optional<String>> BACKUP_S3_ACCESS_KEY =
      beside(StoreVariables.S3_ACCESS_KEY, "BACKUP_S3_ACCESS_KEY", "who makes and reads backups");

  static final Variable<Optional<String>> BACKUP_S3_SECRET_KEY =
      beside(
          StoreVariables.S3_SECRET_KEY,
          "BACKUP_S3_SECRET_KEY",
          "the secret of BACKUP_S3_ACCESS_KEY");

  static final Variable<Optional<String>> BACKUP_S3_SESSION_TOKEN =
      beside(
          StoreVariables.S3_SESSION_TOKEN,
          "BACKUP_S3_SESSION_TOKEN",
          "what temporary credentials have besides");

  static final Variable<Addressing> BACKUP_S3_PATH_STYLE =
      beside(
          StoreVariables.S3_PATH_STYLE,
          "BACKUP_S3_PATH_STYLE",
          "whether the bucket stands in the path rather than in the host name");

  static final Variable<StoreClient> BACKUP_S3_CLIENT =
      beside(StoreVariables.S3_CLIENT, "BACKUP_S3_CLIENT", "who talks to the backups' store");

  static final Variable<Encryption> BACKUP_S3_SSE =
      beside(StoreVariables.S3_SSE, "BACKUP_S3_SSE", "how the store encrypts backups");

  static final Variable<Optional<String>> BACKUP_S3_SSE_KMS_KEY =
      beside(
          StoreVariables.S3_SSE_KMS_KEY,
          "BACKUP_S3_SSE_KMS_KEY",
          "the key for BACKUP_S3_SSE=aws:kms; without, the store's default");

  static final Variable<Optional<String>> BACKUP_S3_SSE_CUSTOMER_KEY =
      beside(
          StoreVariables.S3_SSE_CUSTOMER_KEY,
          "BACKUP_S3_SSE_CUSTOMER_KEY",
          "the key for BACKUP_S3_SSE=customer, without which no backup can be read: HTTPS only");

  static final Variable<Optional<String>> BACKUP_S3_STORAGE_CLASS =
      beside(
          StoreVariables.S3_STORAGE_CLASS,
          "BACKUP_S3_STORAGE_CLASS",
          "the storage class of backups, one that can be read at once");

  static final Variable<Optional<Path>> BACKUP_S3_CA_FILE =
      beside(
          StoreVariables.S3_CA_FILE,
          "BACKUP_S3_CA_FILE",
          "who may have signed the store's certificate, beside those Java trusts");

  static final List<Variable<?>> ALL =
      List.of(
          BACKUP_S3_ENDPOINT,
          BACKUP_S3_REGION,
          BACKUP_S3_ACCESS_KEY,
          BACKUP_S3_SECRET_KEY,
          BACKUP_S3_SESSION_TOKEN,
          BACKUP_S3_PATH_STYLE,
          BACKUP_S3_CLIENT,
          BACKUP_S3_SSE,
          BACKUP_S3_SSE_KMS_KEY,
          BACKUP_S3_SSE_CUSTOMER_KEY,
          BACKUP_S3_STORAGE_CLASS,
          BACKUP_S3_CA_FILE);

  /** By what they stand for. */
  static final Map<Variable<?>, Variable<?>> OWN =
      Map.ofEntries(
          Map.entry(StoreVariables.S3_ENDPOINT, BACKUP_S3_ENDPOINT),
          Map.entry(StoreVariables.S3_REGION, BACKUP_S3_REGION),
          Map.entry(StoreVariables.S3_ACCESS_KEY, BACKUP_S3_ACCESS_KEY),
          Map.entry(StoreVariables.S3_SECRET_KEY, BACKUP_S3_SECRET_KEY),
          Map.entry(StoreVariables.S3_SESSION_TOKEN, BACKUP_S3_SESSION_TOKEN),
          Map.entry(StoreVariables.S3_PATH_STYLE, BACKUP_S3_PATH_STYLE),
          Map.entry(StoreVariables.S3_CLIENT, BACKUP_S3_CLIENT),
          Map.entry(StoreVariables.S3_SSE, BACKUP_S3_SSE),
          Map.entry(StoreVariables.S3_SSE_KMS_KEY, BACKUP_S3_SSE_KMS_KEY),
          Map.entry(StoreVariables.S3_SSE_CUSTOMER_KEY, BACKUP_S3_SSE_CUSTOMER_KEY),
          Map.entry(StoreVariables.S3_STORAGE_CLASS, BACKUP_S3_STORAGE_CLASS),
          Map.entry(StoreVariables.S3_CA_FILE, BACKUP_S3_CA_FILE));

  /** What is taken over together or not at all. */
  static final List<Set<Variable<?>>> GROUPS =
      List.of(
          Set.of(
              StoreVariables.S3_ACCESS_KEY,
              StoreVariables.S3_SECRET_KEY,
              StoreVariables.S3_SESSION_TOKEN),
          Set.of(
              StoreVariables.S3_SSE,
              StoreVariables.S3_SSE_KMS_KEY,
              StoreVariables.S3_SSE_CUSTOMER_KEY));

  private BackupStoreVariables() {}

  private static <T> Variable<T> beside(Variable<T> other, String name, String meaning) {
    return new Variable<>(
        name,
        other.defaultText(),
        other.allowed(),
        meaning,
        other.secrecy(),
        other.example(),
        other.parser());
  }
}
