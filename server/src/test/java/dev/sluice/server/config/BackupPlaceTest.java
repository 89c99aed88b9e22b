package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.StoreEncryption;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.StoreOptions.Addressing;
import dev.sluice.recorder.upload.StoreOptions.Credentials;
import dev.sluice.server.config.BackupPlace.Bucket;
import dev.sluice.server.config.BackupPlace.Folder;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which place and which store backups go to. */
class BackupPlaceTest {

  private static final Map<String, String> RECORDINGS =
      Map.of(
          "S3_ENDPOINT", "http://minio.example.com:9000",
          "S3_REGION", "eu-central-1",
          "S3_ACCESS_KEY", "recorder",
          "S3_SECRET_KEY", "hunter2",
          "S3_SESSION_TOKEN", "hunter3",
          "S3_TAGS", "team=north",
          "S3_STORAGE_CLASS", "STANDARD_IA",
          "S3_CHECKSUMS", "library");

  private static Environment environment(String... pairs) {
    Map<String, String> variables = new HashMap<>(RECORDINGS);
    for (int i = 0; i < pairs.length; i += 2) {
      variables.put(pairs[i], pairs[i + 1]);
    }
    return Environment.of(variables);
  }

  private static StoreOptions store(String... pairs) {
    BackupPlace place = BackupPlace.parse("--to", "s3://backups/old", environment(pairs));
    return ((Bucket) place).store();
  }

  private static String refusal(String... pairs) {
    return assertThrows(ConfigException.class, () -> store(pairs)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "s3://backups, backups, '', s3://backups/",
    "s3://backups/, backups, '', s3://backups/",
    "S3://backups/one, backups, one/, s3://backups/one",
    "s3://backups/one/two/, backups, one/two/, s3://backups/one/two",
  })
  void aBucketIsNamedAsEverywhere(String text, String bucket, String prefix, String name) {
    Bucket place = (Bucket) BackupPlace.parse("--to", text, environment());
    assertEquals(bucket, place.store().bucket());
    assertEquals(prefix, place.prefix());
    assertEquals(name, place.toString());
  }

  @Test
  void everythingElseIsAFolder() {
    Environment none = Environment.of(Map.of());
    assertEquals(new Folder(Path.of("/mnt/s3")), BackupPlace.parse("--to", "/mnt/s3", none));
    assertEquals(new Folder(Path.of("s3:x")), BackupPlace.parse("--to", "s3:x", none));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "s3://",
        "s3:///x",
        "s3://a b/x",
        "s3://bucket/a//b",
        "s3://bucket/..",
        "s3://key:secret@bucket",
        "https://store.example.org/bucket",
        "file:///mnt"
      })
  void whatIsNoneIsRefusedWithoutBeingShown(String text) {
    ConfigException none =
        assertThrows(ConfigException.class, () -> BackupPlace.parse("--to", text, environment()));
    assertTrue(none.getMessage().startsWith("--to must be a folder, or s3://"));
    assertFalse(none.getMessage().contains("secret"));
  }

  @Test
  void theStoreIsTheRecordingsUnlessSaidOtherwise() {
    StoreOptions store = store("BACKUP_S3_STORAGE_CLASS", "GLACIER_IR");
    assertEquals(Optional.of(URI.create("http://minio.example.com:9000")), store.endpoint());
    assertEquals(
        Optional.of(new Credentials("recorder", "hunter2", Optional.of("hunter3"))),
        store.credentials());
    assertEquals("eu-central-1", store.region());
    assertEquals(Map.of("team", "north"), store.objects().tags());
    assertEquals(Optional.of("GLACIER_IR"), store.objects().storageClass());
  }

  @Test
  void keysAreTakenOverTogetherOrNotAtAll() {
    assertEquals(
        Optional.of(new Credentials("keeper", "hunter4", Optional.empty())),
        store("BACKUP_S3_ACCESS_KEY", "keeper", "BACKUP_S3_SECRET_KEY", "hunter4").credentials());
    assertEquals(
        "BACKUP_S3_ACCESS_KEY is set, but BACKUP_S3_SECRET_KEY is not; set both or neither.",
        refusal("BACKUP_S3_ACCESS_KEY", "keeper"));
    assertEquals(
        new StoreEncryption.StoreKey(),
        store("S3_SSE", "aws:kms", "S3_SSE_KMS_KEY", "alias/x", "BACKUP_S3_SSE", "AES256")
            .objects()
            .encryption());
  }

  @Test
  void nothingIsTakenOverForAnotherStore() {
    StoreOptions store = store("BACKUP_S3_ENDPOINT", "https://s3.eu-west-1.amazonaws.com");
    assertEquals(StoreClient.AWS, store.client());
    assertEquals(Addressing.VIRTUAL_HOST, store.addressing());
    assertEquals(Optional.empty(), store.credentials());
    assertEquals("", store.region());
    assertEquals(StoreOptions.ObjectOptions.DEFAULTS, store.objects());
    assertEquals(
        "BACKUP_S3_ACCESS_KEY and BACKUP_S3_SECRET_KEY are not set, but the MinIO client needs"
            + " them; set them, or BACKUP_S3_CLIENT=aws to look where AWS programs look.",
        refusal("BACKUP_S3_ENDPOINT", "https://other.example.com"));
    assertTrue(
        refusal(
                "BACKUP_S3_ENDPOINT", "http://other.example.com",
                "BACKUP_S3_ACCESS_KEY", "a",
                "BACKUP_S3_SECRET_KEY", "b",
                "BACKUP_S3_SSE", "customer",
                "BACKUP_S3_SSE_CUSTOMER_KEY", "A".repeat(43) + "=")
            .endsWith("change BACKUP_S3_ENDPOINT."));
  }

  @Test
  void aServerDoesNotStartWithAStoreForBackupsThatCannotBeUsed() {
    assertEquals(
        "BACKUP_S3_SECRET_KEY is set, but BACKUP_S3_ACCESS_KEY is not; set both or neither.",
        Configs.refusal("BACKUP_S3_SECRET_KEY", "hunter4"));
    assertTrue(
        Configs.refusal("BACKUP_S3_CA_FILE", "/no/such/ca.pem").startsWith("BACKUP_S3_CA_FILE"));
  }
}
