package dev.sluice.server.config;

import static dev.sluice.server.config.Configs.config;
import static dev.sluice.server.config.Configs.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.upload.PartPlan;
import dev.sluice.recorder.upload.RetryPolicy;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.StoreEncryption;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.StoreOptions.Addressing;
import dev.sluice.recorder.upload.StoreOptions.Checksums;
import dev.sluice.recorder.upload.StoreOptions.Credentials;
import dev.sluice.recorder.upload.StoreOptions.Limits;
import dev.sluice.recorder.upload.StoreOptions.ObjectOptions;
import dev.sluice.recorder.upload.UploadOptions;
import dev.sluice.recorder.upload.UploadOptions.Begin;
import dev.sluice.recorder.upload.UploadOptions.Keep;
import dev.sluice.recorder.upload.UploadOptions.Verify;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreConfigTest {

  /** 32 bytes, all zero. */
  private static final String KEY = "A".repeat(43) + "=";

  @TempDir Path directory;

  @Test
  void nothingIsUploadedUnlessAskedFor() {
    assertEquals(Optional.empty(), config().uploads());
    assertEquals(
        List.of("S3_BUCKET is set, but has no effect without UPLOAD_RECORDINGS=1."),
        config("S3_BUCKET", "meetings").notices());
  }

  @Test
  void aBucketAloneIsOneOfAmazons() {
    assertEquals(
        new UploadSettings(
            new StoreOptions(
                StoreClient.AWS,
                Optional.empty(),
                "",
                "meetings",
                Addressing.VIRTUAL_HOST,
                Optional.empty(),
                Optional.empty(),
                ObjectOptions.DEFAULTS,
                Limits.DEFAULTS),
            new UploadOptions(
                "",
                Begin.WHILE_RECORDING,
                Keep.LOCAL_FILES,
                Verify.ETAG_OR_READ_BACK,
                PartPlan.DEFAULT,
                2,
                RetryPolicy.DEFAULT),
            Duration.ofMinutes(15)),
        settings());
  }

  @Test
  void readsEveryVariable() throws IOException {
    Path certificates = Files.createFile(directory.resolve("ca.pem"));

    assertEquals(
        new UploadSettings(
            new StoreOptions(
                StoreClient.MINIO,
                Optional.of(URI.create("https://minio.example.com:9000")),
                "eu-central-1",
                "meetings",
                Addressing.PATH,
                Optional.of(new Credentials("user", "hunter2", Optional.of("hunter3"))),
                Optional.of(certificates),
                new ObjectOptions(
                    Map.of("source", "sluice"),
                    Map.of("team", "north", "cost centre", "a=b"),
                    Optional.of("STANDARD_IA"),
                    new StoreEncryption.KeyManagement(Optional.of("alias/meetings")),
                    Checksums.LIBRARY),
                Limits.DEFAULTS),
            new UploadOptions(
                "2026/rooms/",
                Begin.WHEN_FINISHED,
                Keep.REMOTE_ONLY,
                Verify.READ_BACK,
                new PartPlan(16 << 20, PartPlan.Growth.EQUAL),
                5,
                RetryPolicy.DEFAULT),
            Duration.ofHours(1)),
        settings(
            "DELETE_RECORDING_AFTER_UPLOAD", "1",
            "S3_ENDPOINT", "minio.example.com:9000",
            "S3_REGION", "eu-central-1",
            "S3_ACCESS_KEY", "user",
            "S3_SECRET_KEY", "hunter2",
            "S3_SESSION_TOKEN", "hunter3",
            "S3_USE_SSL", "1",
            "S3_PATH_STYLE", "1",
            "S3_PREFIX", "/2026/rooms/",
            "S3_CLIENT", "minio",
            "S3_UPLOAD", "after",
            "S3_SSE", "aws:kms",
            "S3_SSE_KMS_KEY", "alias/meetings",
            "S3_TAGS", "team=north, cost centre=a=b",
            "S3_METADATA", "source=sluice",
            "S3_STORAGE_CLASS", "STANDARD_IA",
            "S3_CA_FILE", certificates.toString(),
            "S3_VERIFY", "read",
            "S3_CHECKSUMS", "library",
            "S3_PART_BYTES", "16M",
            "S3_PARTS", "equal",
            "UPLOAD_THREADS", "5",
            "S3_LINK_SECONDS", "3600"));
  }

  @ParameterizedTest
  @CsvSource({"none, None", "AES256, StoreKey", "aws:kms, KeyManagement", "customer, OwnKey"})
  void namesEncryptionAsTheStoreDoes(String text, String expected) {
    String key = text.equals("customer") ? KEY : "";

    StoreEncryption encryption =
        settings("S3_SSE", text, "S3_SSE_CUSTOMER_KEY", key).store().objects().encryption();

    assertEquals(expected, encryption.getClass().getSimpleName());
  }

  @ParameterizedTest
  @CsvSource({
    "minio.example.com:9000, '', https://minio.example.com:9000, MINIO, PATH",
    "minio.example.com:9000, 0, http://minio.example.com:9000, MINIO, PATH",
    "http://127.0.0.1:9000/, '', http://127.0.0.1:9000, MINIO, PATH",
    "HTTPS://[2001:db8::1]:9000, 1, https://[2001:db8::1]:9000, MINIO, PATH",
    "s3.eu-central-1.amazonaws.com, '', https://s3.eu-central-1.amazonaws.com, AWS, VIRTUAL_HOST",
    "https://s3.cn-north-1.amazonaws.com.cn, '', https://s3.cn-north-1.amazonaws.com.cn, AWS, VIRTUAL_HOST",
    "notamazonaws.com, '', https://notamazonaws.com, MINIO, PATH",
  })
  void takesEndpointsAsPeopleWriteThem(
      String endpoint, String ssl, URI expected, StoreClient client, Addressing addressing) {
    StoreOptions store =
        settings(
                "S3_ENDPOINT",
                endpoint,
                "S3_USE_SSL",
                ssl,
                "S3_ACCESS_KEY",
                "a",
                "S3_SECRET_KEY",
                "b")
            .store();

    assertEquals(Optional.of(expected), store.endpoint());
    assertEquals(client, store.client());
    assertEquals(addressing, store.addressing());
  }

  @Test
  void refusesContradictions() throws IOException {
    Path certificates = Files.createFile(directory.resolve("ca.pem"));

    assertEquals(
        "UPLOAD_RECORDINGS is set, but S3_BUCKET is not; say where to upload to.",
        refusal("UPLOAD_RECORDINGS", "1"));
    assertEquals(
        "DELETE_RECORDING_AFTER_UPLOAD is set, but UPLOAD_RECORDINGS is not; set both or neither.",
        refusal("DELETE_RECORDING_AFTER_UPLOAD", "1", "S3_BUCKET", "meetings"));
    assertEquals(
        "S3_ACCESS_KEY is set, but S3_SECRET_KEY is not; set both or neither.",
        storeRefusal("S3_ACCESS_KEY", "user"));
    assertEquals(
        "S3_ACCESS_KEY and S3_SECRET_KEY are not set, but the MinIO client needs them; set them, or"
            + " S3_CLIENT=aws to look where AWS programs look.",
        storeRefusal("S3_ENDPOINT", "minio.example.com"));
    assertEquals(
        "S3_ENDPOINT begins with https://, but S3_USE_SSL is 0; change one of them.",
        storeRefusal("S3_ENDPOINT", "https://minio.example.com", "S3_USE_SSL", "0"));
    assertEquals(
        "S3_SESSION_TOKEN is set, but S3_ACCESS_KEY is not; set both or neither.",
        storeRefusal("S3_SESSION_TOKEN", "hunter2"));
    assertEquals(
        "S3_SSE=customer and S3_SSE_CUSTOMER_KEY belong together; set both or neither.",
        storeRefusal("S3_SSE_CUSTOMER_KEY", KEY));
    assertTrue(
        storeRefusal(
                "S3_SSE", "customer",
                "S3_SSE_CUSTOMER_KEY", KEY,
                "S3_ENDPOINT", "http://minio.example.com",
                "S3_ACCESS_KEY", "a",
                "S3_SECRET_KEY", "b")
            .startsWith("S3_SSE is customer, but the store is spoken to without HTTPS"));
    assertEquals(
        "S3_SSE_KMS_KEY is set, but S3_SSE is not aws:kms; set both or neither.",
        storeRefusal("S3_SSE_KMS_KEY", "alias/meetings"));
    assertTrue(
        storeRefusal(
                "S3_ENDPOINT", "http://minio.example.com",
                "S3_ACCESS_KEY", "a",
                "S3_SECRET_KEY", "b",
                "S3_CA_FILE", certificates.toString())
            .startsWith("S3_CA_FILE is set, but the store is spoken to without HTTPS"));
    assertTrue(
        storeRefusal("S3_CA_FILE", directory.resolve("none").toString())
            .endsWith("none\" cannot be read."));
  }

  @ParameterizedTest
  @CsvSource({
    "S3_ENDPOINT, ftp://minio.example.com",
    "S3_ENDPOINT, https://user@minio.example.com",
    "S3_ENDPOINT, minio.example.com:99999",
    "S3_ENDPOINT, minio.example.com/meetings",
    "S3_ENDPOINT, two words",
    "S3_ENDPOINT, ://",
    "S3_REGION, eu_central",
    "S3_BUCKET, a/b",
    "S3_BUCKET, ab",
    "S3_PREFIX, ../other",
    "S3_PREFIX, a//b",
    "S3_PREFIX, a?b",
    "S3_CLIENT, gcs",
    "S3_UPLOAD, never",
    "S3_SSE, AES128",
    "S3_TAGS, 'a=1,a=2'",
    "S3_TAGS, 'a=1,b=2,c=3,d=4,e=5,f=6,g=7,h=8,i=9,j=10,k=11'",
    "S3_TAGS, =1",
    "S3_METADATA, Upper=1",
    "S3_METADATA, alone",
    "S3_STORAGE_CLASS, cold",
    "S3_VERIFY, hope",
    "S3_PART_BYTES, 4M",
    "S3_PARTS, random",
    "S3_CHECKSUMS, crc",
    "UPLOAD_THREADS, 0",
    "S3_LINK_SECONDS, 604801",
    "S3_PATH_STYLE, host",
  })
  void sayWhichValueIsNotAllowed(String name, String text) {
    String[] bucket = name.equals("S3_BUCKET") ? new String[0] : new String[] {"S3_BUCKET", "abc"};

    String message = refusal(join(new String[] {"UPLOAD_RECORDINGS", "1", name, text}, bucket));

    assertTrue(message.startsWith(name + " must be "), message);
    assertTrue(message.endsWith("but it is \"" + text + "\"."), message);
  }

  @Test
  void neverShowsTheSecretKey() {
    ServerConfig config =
        config(
            "UPLOAD_RECORDINGS", "1",
            "S3_BUCKET", "meetings",
            "S3_ACCESS_KEY", "user",
            "S3_SECRET_KEY", "hunter2",
            "S3_SESSION_TOKEN", "hunter2",
            "S3_SSE", "customer",
            "S3_SSE_CUSTOMER_KEY", KEY);

    assertFalse(config.toString().contains(KEY));
    assertFalse(storeRefusal("S3_SSE_CUSTOMER_KEY", "hunter2").contains("hunter2"));
    assertFalse(config.toString().contains("hunter2"));
    assertFalse(storeRefusal("S3_ACCESS_KEY", "a", "S3_SECRET_KEY", "hünter2").contains("nter2"));
  }

  private static UploadSettings settings(String... pairs) {
    return config(join(new String[] {"UPLOAD_RECORDINGS", "1", "S3_BUCKET", "meetings"}, pairs))
        .uploads()
        .orElseThrow();
  }

  private static String storeRefusal(String... pairs) {
    return refusal(join(new String[] {"UPLOAD_RECORDINGS", "1", "S3_BUCKET", "meetings"}, pairs));
  }

  private static String[] join(String[] first, String[] second) {
    return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
  }
}
