package dev.sluice.server.config;

import static dev.sluice.server.config.Configs.config;
import static dev.sluice.server.config.Configs.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.config.StoreOptions.Client;
import dev.sluice.server.config.StoreOptions.Credentials;
import dev.sluice.server.config.StoreOptions.Encryption;
import dev.sluice.server.config.StoreOptions.LocalFiles;
import dev.sluice.server.config.StoreOptions.Moment;
import dev.sluice.server.config.StoreOptions.Verification;
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

  @TempDir Path directory;

  @Test
  void nothingIsUploadedUnlessAskedFor() {
    assertEquals(Optional.empty(), config().store());
    assertEquals(
        List.of("S3_BUCKET is set, but has no effect without UPLOAD_RECORDINGS=1."),
        config("S3_BUCKET", "meetings").notices());
  }

  @Test
  void aBucketAloneIsOneOfAmazons() {
    assertEquals(
        new StoreOptions(
            Optional.empty(),
            Optional.empty(),
            "meetings",
            Optional.empty(),
            Client.AWS,
            false,
            "",
            Moment.LIVE,
            LocalFiles.KEEP,
            Encryption.NONE,
            Optional.empty(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Verification.CHECKSUM,
            Duration.ofMinutes(15)),
        store());
  }

  @Test
  void readsEveryVariable() throws IOException {
    Path certificates = Files.createFile(directory.resolve("ca.pem"));

    assertEquals(
        new StoreOptions(
            Optional.of(URI.create("https://minio.example.com:9000")),
            Optional.of("eu-central-1"),
            "meetings",
            Optional.of(new Credentials("user", "hunter2")),
            Client.MINIO,
            true,
            "2026/rooms",
            Moment.AFTER,
            LocalFiles.DELETE,
            Encryption.KMS,
            Optional.of("alias/meetings"),
            Map.of("team", "north", "cost centre", "a=b"),
            Map.of("source", "sluice"),
            Optional.of("STANDARD_IA"),
            Optional.of(certificates),
            Verification.READ,
            Duration.ofHours(1)),
        store(
            "DELETE_RECORDING_AFTER_UPLOAD", "1",
            "S3_ENDPOINT", "minio.example.com:9000",
            "S3_REGION", "eu-central-1",
            "S3_ACCESS_KEY", "user",
            "S3_SECRET_KEY", "hunter2",
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
            "S3_LINK_SECONDS", "3600"));
  }

  @ParameterizedTest
  @CsvSource({
    "minio.example.com:9000, '', https://minio.example.com:9000, MINIO, true",
    "minio.example.com:9000, 0, http://minio.example.com:9000, MINIO, true",
    "http://127.0.0.1:9000/, '', http://127.0.0.1:9000, MINIO, true",
    "HTTPS://[2001:db8::1]:9000, 1, https://[2001:db8::1]:9000, MINIO, true",
    "s3.eu-central-1.amazonaws.com, '', https://s3.eu-central-1.amazonaws.com, AWS, false",
    "https://s3.cn-north-1.amazonaws.com.cn, '', https://s3.cn-north-1.amazonaws.com.cn, AWS, false",
    "notamazonaws.com, '', https://notamazonaws.com, MINIO, true",
  })
  void takesEndpointsAsPeopleWriteThem(
      String endpoint, String ssl, URI expected, Client client, boolean pathStyle) {
    StoreOptions store =
        store(
            "S3_ENDPOINT", endpoint, "S3_USE_SSL", ssl, "S3_ACCESS_KEY", "a", "S3_SECRET_KEY", "b");

    assertEquals(Optional.of(expected), store.endpoint());
    assertEquals(client, store.client());
    assertEquals(pathStyle, store.pathStyle());
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
        "S3_ENDPOINT has a path, which belongs into S3_BUCKET or S3_PREFIX.",
        storeRefusal("S3_ENDPOINT", "minio.example.com/meetings"));
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
            "S3_SECRET_KEY", "hunter2");

    assertFalse(config.toString().contains("hunter2"));
    assertFalse(storeRefusal("S3_ACCESS_KEY", "a", "S3_SECRET_KEY", "hünter2").contains("nter2"));
  }

  private static StoreOptions store(String... pairs) {
    return config(join(new String[] {"UPLOAD_RECORDINGS", "1", "S3_BUCKET", "meetings"}, pairs))
        .store()
        .orElseThrow();
  }

  private static String storeRefusal(String... pairs) {
    return refusal(join(new String[] {"UPLOAD_RECORDINGS", "1", "S3_BUCKET", "meetings"}, pairs));
  }

  private static String[] join(String[] first, String[] second) {
    return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
  }
}
