package dev.sluice.recorder.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.recorder.upload.StoreEncryption.KeyManagement;
import dev.sluice.recorder.upload.StoreEncryption.OwnKey;
import dev.sluice.recorder.upload.StoreEncryption.StoreKey;
import dev.sluice.recorder.upload.StoreOptions.Checksums;
import dev.sluice.recorder.upload.StoreOptions.Credentials;
import dev.sluice.recorder.upload.StoreOptions.ObjectOptions;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoreOptionsTest {

  @Test
  void readsAddressesWithAndWithoutScheme() {
    assertEquals(
        URI.create("https://minio.example.com:9000"),
        StoreOptions.endpoint("minio.example.com:9000", true));
    assertEquals(
        URI.create("http://minio.example.com:9000"),
        StoreOptions.endpoint(" minio.example.com:9000 ", false));
    assertEquals(
        URI.create("http://minio.example.com"),
        StoreOptions.endpoint("HTTP://minio.example.com/", true));
    assertEquals(URI.create("https://[::1]:9000"), StoreOptions.endpoint("[::1]:9000", true));
  }

  @Test
  void refusesWhatIsNoAddress() {
    for (String bad :
        new String[] {
          "", "ftp://host", "http://host/bucket", "http://user:pw@host", "a b", "://"
        }) {
      assertThrows(
          IllegalArgumentException.class, () -> StoreOptions.endpoint(bad, true), "took " + bad);
    }
  }

  @Test
  void tellsNoSecret() {
    String text = new Credentials("key", "hidden", Optional.of("token")).toString();
    assertFalse(text.contains("hidden") || text.contains("token"), text);
    assertFalse(new OwnKey(key()).toString().contains(key()));
  }

  @Test
  void saysInHeadersWhatObjectsAreGiven() {
    ObjectHeaders headers =
        ObjectHeaders.of(
            new ObjectOptions(
                Map.of("Room", "stand-up"),
                Map.of("team", "a&b", "cost centre", "1"),
                Optional.of("STANDARD_IA"),
                new KeyManagement(Optional.of("key-1")),
                Checksums.MD5));

    assertEquals(
        Map.of(
            "x-amz-meta-room", "stand-up",
            "x-amz-tagging", "cost%20centre=1&team=a%26b",
            "x-amz-storage-class", "STANDARD_IA",
            "x-amz-server-side-encryption", "aws:kms",
            "x-amz-server-side-encryption-aws-kms-key-id", "key-1"),
        headers.creation());
    assertEquals(Map.of(), headers.access());
  }

  @Test
  void givesItsOwnKeyWithEveryRequest() {
    ObjectHeaders headers = ObjectHeaders.of(encrypted(new OwnKey(key())));
    assertEquals(headers.access(), headers.creation());
    assertEquals("AES256", headers.access().get("x-amz-server-side-encryption-customer-algorithm"));
    assertEquals(
        Digests.of(new byte[32]).md5Base64(),
        headers.access().get("x-amz-server-side-encryption-customer-key-MD5"));
    assertEquals(
        Map.of("x-amz-server-side-encryption", "AES256"),
        ObjectHeaders.of(encrypted(new StoreKey())).creation());
  }

  @Test
  void refusesKeysThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> new OwnKey("c2hvcnQ="));
    assertThrows(IllegalArgumentException.class, () -> new OwnKey("%"));
  }

  @Test
  void prefixesEndWithOneSlash() {
    assertEquals("", prefix("/"));
    assertEquals("a/b/", prefix("/a//b"));
    assertEquals("a/", prefix(" a/ "));
  }

  private static String prefix(String text) {
    return new UploadOptions(
            text,
            UploadOptions.Begin.WHEN_FINISHED,
            UploadOptions.Keep.LOCAL_FILES,
            UploadOptions.Verify.READ_BACK,
            PartPlan.DEFAULT,
            1,
            RetryPolicy.DEFAULT)
        .prefix();
  }

  private static ObjectOptions encrypted(StoreEncryption encryption) {
    return new ObjectOptions(Map.of(), Map.of(), Optional.empty(), encryption, Checksums.MD5);
  }

  private static String key() {
    return Base64.getEncoder().encodeToString(new byte[32]);
  }
}
