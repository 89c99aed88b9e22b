package dev.sluice.recorder.upload.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.Content;
import dev.sluice.recorder.upload.Digests;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.ObjectStore.ObjectHead;
import dev.sluice.recorder.upload.ObjectStore.PendingMultipart;
import dev.sluice.recorder.upload.ObjectStore.StoredObject;
import dev.sluice.recorder.upload.ObjectStore.StoredPart;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.StoreEncryption;
import dev.sluice.recorder.upload.StoreException;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.StoreOptions.Checksums;
import dev.sluice.recorder.upload.StoreOptions.ObjectOptions;
import dev.sluice.recorder.upload.UnknownUploadException;
import dev.sluice.recorder.upload.aws.AwsObjectStore;
import dev.sluice.recorder.upload.fixture.Fault;
import dev.sluice.recorder.upload.fixture.FaultProxy;
import dev.sluice.recorder.upload.fixture.TestStore;
import dev.sluice.recorder.upload.minio.MinioObjectStore;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What both client libraries do with a real store, in the same words. */
@Tag("e2e")
class ObjectStoreContractTest {

  private static final int MIB = 1 << 20;

  private static TestStore store;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    store = TestStore.start();
  }

  @AfterAll
  static void stop() {
    if (store != null) {
      store.close();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void putsAnObjectAndTellsWhatItHas(StoreClient client) throws Exception {
    byte[] data = "{\"file\":\"manifest\"}".getBytes(UTF_8);
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String key = key(client, "room/manifest.json");

      String etag = opened.put(key, new Content.Bytes(data), "application/json");

      ObjectHead head = opened.head(key).orElseThrow();
      assertEquals(Digests.of(data).md5(), etag);
      assertEquals(etag, head.etag());
      assertEquals(data.length, head.bytes());
      assertEquals("application/json", head.contentType());
      assertArrayEquals(data, read(opened, key, 0, data.length));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void listsWhatHasAPrefixFromAKeyOn(StoreClient client) throws Exception {
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String prefix = key(client, "list/");
      for (String name : List.of("b/1", "a", "b/2", "c d+é")) {
        opened.put(prefix + name, new Content.Bytes(name.getBytes(UTF_8)), "text/plain");
      }
      opened.put(key(client, "listen"), new Content.Bytes(new byte[1]), "text/plain");

      List<StoredObject> all = opened.list(prefix, "");

      assertEquals(
          List.of(
              new StoredObject(prefix + "a", 1),
              new StoredObject(prefix + "b/1", 3),
              new StoredObject(prefix + "b/2", 3),
              new StoredObject(prefix + "c d+é", 6)),
          all);
      assertEquals(all.subList(2, 4), opened.list(prefix, prefix + "b/1"));
      assertEquals(List.of(), opened.list(prefix, prefix + "c d+é"));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void putsAPartOfAFileAndReadsRangesOfIt(StoreClient client) throws Exception {
    byte[] data = random(3 * MIB);
    Path file = Files.write(directory.resolve("file.webm"), data);
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String key = key(client, "ranges.webm");

      opened.put(key, range(file, data, MIB, MIB + 17), "video/webm");

      assertEquals(MIB + 17, opened.head(key).orElseThrow().bytes());
      assertArrayEquals(
          Arrays.copyOfRange(data, MIB + 5, MIB + 5 + 1000), read(opened, key, 5, 1000));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void makesAnObjectOfPartsOfAnySizeSentInAnyOrder(StoreClient client) throws Exception {
    byte[] data = random(5 * MIB + 6 * MIB + 100);
    Path file = Files.write(directory.resolve("file.webm"), data);
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String key = key(client, "room/parts.webm");
      String uploadId = opened.beginMultipart(key, "video/webm");
      Content first = range(file, data, 0, 5 * MIB);
      Content second = range(file, data, 5 * MIB, 6 * MIB);
      Content third = range(file, data, 11 * MIB, 100);

      // the header's part is sent twice: at first without what is known at the end only
      byte[] provisional = random(5 * MIB);
      Path other = Files.write(directory.resolve("provisional"), provisional);
      opened.uploadPart(key, uploadId, 1, range(other, provisional, 0, 5 * MIB));
      String etag3 = opened.uploadPart(key, uploadId, 3, third);
      String etag2 = opened.uploadPart(key, uploadId, 2, second);
      String etag1 = opened.uploadPart(key, uploadId, 1, first);
      String etag =
          opened.completeMultipart(
              key,
              uploadId,
              List.of(
                  new StoredPart(1, etag1, first.length()),
                  new StoredPart(2, etag2, second.length()),
                  new StoredPart(3, etag3, third.length())));

      assertEquals(first.digests().md5(), etag1);
      assertTrue(etag.endsWith("-3"), etag);
      ObjectHead head = opened.head(key).orElseThrow();
      assertEquals(data.length, head.bytes());
      assertEquals("video/webm", head.contentType());
      assertEquals(Digests.of(data).sha256(), sha256(opened, key, data.length));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void anotherClientGoesOnWithTheListedParts(StoreClient client) throws Exception {
    byte[] data = random(5 * MIB + 10);
    Path file = Files.write(directory.resolve("file.webm"), data);
    String key = key(client, "resumed.webm");
    String uploadId;
    try (ObjectStore dying = StoreFactory.open(store.options(client))) {
      uploadId = dying.beginMultipart(key, "video/webm");
      dying.uploadPart(key, uploadId, 1, range(file, data, 0, 5 * MIB));
    }
    try (ObjectStore next = StoreFactory.open(store.options(client))) {
      List<StoredPart> parts = next.listParts(key, uploadId);

      assertEquals(1, parts.size());
      assertEquals(
          new StoredPart(1, Digests.of(Arrays.copyOf(data, 5 * MIB)).md5(), 5 * MIB), parts.get(0));
      String etag = next.uploadPart(key, uploadId, 2, range(file, data, 5 * MIB, 10));
      next.completeMultipart(key, uploadId, List.of(parts.get(0), new StoredPart(2, etag, 10)));
      assertEquals(Digests.of(data).sha256(), sha256(next, key, data.length));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void forgetsAnUploadThatIsAborted(StoreClient client) throws Exception {
    byte[] data = random(100);
    Path file = Files.write(directory.resolve("file.webm"), data);
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String key = key(client, "aborted.webm");
      String uploadId = opened.beginMultipart(key, "video/webm");
      opened.uploadPart(key, uploadId, 1, range(file, data, 0, 100));

      opened.abortMultipart(key, uploadId);
      opened.abortMultipart(key, uploadId);

      assertEquals(List.of(), partsOrNone(opened, key, uploadId));
      assertEquals(List.of(), opened.listPendingMultiparts(key));
      UploadFailure failure =
          failure(
              () ->
                  opened.completeMultipart(
                      key, uploadId, List.of(new StoredPart(1, Digests.of(data).md5(), 100))));
      assertEquals(UploadFailure.UNTRUE, failure);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void findsUploadsThatNobodyEnded(StoreClient client) throws Exception {
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String prefix = key(client, "orphans/");
      String first = opened.beginMultipart(prefix + "one.webm", "video/webm");
      String second = opened.beginMultipart(prefix + "two.webm", "video/webm");
      String foreign = opened.beginMultipart(key(client, "elsewhere.webm"), "video/webm");

      // MinIO's client 9.0 cannot read the list of its own server: the storage class is empty
      if (client == StoreClient.AWS || store.s3Proxy().isPresent()) {
        assertEquals(
            Map.of(first, prefix + "one.webm"),
            byId(opened.listPendingMultiparts(prefix + "one.webm")));
      }
      // MinIO's server lists the uploads of one key, and never those of a folder
      if (store.s3Proxy().isPresent()) {
        assertEquals(
            Map.of(first, prefix + "one.webm", second, prefix + "two.webm"),
            byId(opened.listPendingMultiparts(prefix)));
      }
      opened.abortMultipart(prefix + "one.webm", first);
      opened.abortMultipart(prefix + "two.webm", second);
      opened.abortMultipart(key(client, "elsewhere.webm"), foreign);
      assertEquals(List.of(), opened.listPendingMultiparts(prefix));
      assertEquals(List.of(), opened.listPendingMultiparts(prefix + "one.webm"));
    }
  }

  private static Map<String, String> byId(List<PendingMultipart> pending) {
    return pending.stream()
        .collect(Collectors.toMap(PendingMultipart::uploadId, PendingMultipart::key));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void refusesToMakeAnObjectOfPartsItHasNot(StoreClient client) throws Exception {
    byte[] data = random(100);
    Path file = Files.write(directory.resolve("file.webm"), data);
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String key = key(client, "lost-part.webm");
      String uploadId = opened.beginMultipart(key, "video/webm");
      String etag = opened.uploadPart(key, uploadId, 2, range(file, data, 0, 100));

      StoreException refusal =
          assertThrows(
              StoreException.class,
              () ->
                  opened.completeMultipart(
                      key,
                      uploadId,
                      List.of(new StoredPart(1, etag, 100), new StoredPart(2, etag, 100))));

      assertEquals(UploadFailure.UNTRUE, refusal.failure(), refusal::getMessage);
      assertTrue(opened.head(key).isEmpty());
      opened.abortMultipart(key, uploadId);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void hasNothingUnderAnUnknownKeyAndDeletesItAllTheSame(StoreClient client) throws Exception {
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String key = key(client, "gone.webm");
      opened.put(key, new Content.Bytes(new byte[] {1}), "video/webm");

      opened.delete(key);
      opened.delete(key);

      assertEquals(Optional.empty(), opened.head(key));
      StoreException missing =
          assertThrows(StoreException.class, () -> opened.read(key, 0, 1).close());
      assertEquals(UploadFailure.MISCONFIGURED, missing.failure());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void makesLinksThatAnyHttpClientOpensWithRange(StoreClient client) throws Exception {
    byte[] data = random(1000);
    try (ObjectStore opened = StoreFactory.open(store.options(client))) {
      String key = key(client, "room/a b+c.webm");
      opened.put(key, new Content.Bytes(data), "video/webm");

      URI shown = opened.presignGet(key, Duration.ofMinutes(5), Optional.empty());
      URI saved = opened.presignGet(key, Duration.ofMinutes(5), Optional.of("call \"1\".webm"));

      HttpClient browser = HttpClient.newHttpClient();
      HttpResponse<byte[]> part =
          browser.send(
              HttpRequest.newBuilder(shown).header("Range", "bytes=10-19").build(),
              HttpResponse.BodyHandlers.ofByteArray());
      assertEquals(206, part.statusCode());
      assertArrayEquals(Arrays.copyOfRange(data, 10, 20), part.body());
      HttpResponse<byte[]> whole =
          browser.send(
              HttpRequest.newBuilder(saved).build(), HttpResponse.BodyHandlers.ofByteArray());
      assertArrayEquals(data, whole.body());
      assertTrue(
          whole.headers().firstValue("Content-Disposition").orElse("").contains("attachment"),
          () -> whole.headers().toString());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void keepsMetadata(StoreClient client) throws Exception {
    ObjectOptions objects =
        new ObjectOptions(
            Map.of("sluice-room", "stand-up"),
            Map.of(),
            Optional.of("STANDARD"),
            ObjectOptions.DEFAULTS.encryption(),
            Checksums.MD5);
    try (ObjectStore opened = StoreFactory.open(store.options(client, objects))) {
      String whole = key(client, "described.webm");
      opened.put(whole, new Content.Bytes(random(10)), "video/webm");
      String parts = key(client, "described-parts.webm");
      byte[] data = random(10);
      Path file = Files.write(directory.resolve("file.webm"), data);
      String uploadId = opened.beginMultipart(parts, "video/webm");
      String etag = opened.uploadPart(parts, uploadId, 1, range(file, data, 0, 10));
      opened.completeMultipart(parts, uploadId, List.of(new StoredPart(1, etag, 10)));

      assertEquals("stand-up", opened.head(whole).orElseThrow().metadata().get("sluice-room"));
      assertEquals("stand-up", opened.head(parts).orElseThrow().metadata().get("sluice-room"));
    }
  }

  /** S3Proxy does not know all of it: what is sent and signed is looked at on the way. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void saysAndSignsWhatObjectsAreGiven(StoreClient client) throws Exception {
    ObjectOptions objects =
        new ObjectOptions(
            Map.of("sluice-room", "stand-up"),
            Map.of("team", "a&b"),
            Optional.of("STANDARD_IA"),
            new StoreEncryption.KeyManagement(Optional.of("key-1")),
            Checksums.MD5);
    try (FaultProxy proxy = FaultProxy.start(store.endpoint());
        ObjectStore opened =
            StoreFactory.open(
                store.options(client, proxy.endpoint(), store.secretKey(), objects))) {
      proxy.faults(request -> new Fault.Lie(""));

      opened.put("described.webm", new Content.Bytes(random(10)), "video/webm");

      FaultProxy.Request put = proxy.requests().get(0);
      assertEquals("team=a%26b", put.header("x-amz-tagging"));
      assertEquals("STANDARD_IA", put.header("x-amz-storage-class"));
      assertEquals("stand-up", put.header("x-amz-meta-sluice-room"));
      assertEquals("aws:kms", put.header("x-amz-server-side-encryption"));
      assertEquals("key-1", put.header("x-amz-server-side-encryption-aws-kms-key-id"));
      assertEquals(Digests.of(random(10)).md5Base64(), put.header("content-md5"));
      assertEquals("video/webm", put.header("content-type"));
      String signed = put.header("authorization");
      assertTrue(
          signed.contains("x-amz-server-side-encryption;") && signed.contains("x-amz-tagging"),
          signed);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void sendsItsOwnKeyWheneverTheObjectIsTouched(StoreClient client) throws Exception {
    ObjectOptions objects =
        new ObjectOptions(
            Map.of(),
            Map.of(),
            Optional.empty(),
            new StoreEncryption.OwnKey(Base64.getEncoder().encodeToString(random(32))),
            Checksums.MD5);
    byte[] data = random(100);
    Path file = Files.write(directory.resolve("file.webm"), data);
    try (FaultProxy proxy = FaultProxy.start(store.endpoint());
        ObjectStore opened = openPlainly(client, proxy, objects)) {
      proxy.faults(request -> new Fault.Lie(""));

      opened.uploadPart("sealed.webm", "id", 1, range(file, data, 0, 100));
      opened.read("sealed.webm", 0, 1).close();
      Optional<ObjectHead> head = opened.head("sealed.webm");

      assertTrue(head.isPresent());
      assertEquals(3, proxy.requests().size());
      for (FaultProxy.Request request : proxy.requests()) {
        assertEquals(
            Digests.of(random(32)).md5Base64(),
            request.header("x-amz-server-side-encryption-customer-key-md5"),
            request::head);
      }
      assertEquals(
          UploadFailure.MISCONFIGURED,
          failure(() -> opened.presignGet("sealed.webm", Duration.ofDays(1), Optional.empty())));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void sendsNoKeyOfItsOwnOverPlainHttp(StoreClient client) {
    ObjectOptions objects =
        new ObjectOptions(
            Map.of(),
            Map.of(),
            Optional.empty(),
            new StoreEncryption.OwnKey(Base64.getEncoder().encodeToString(random(32))),
            Checksums.MD5);
    assertThrows(
        IllegalArgumentException.class, () -> StoreFactory.open(store.options(client, objects)));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void sendsTheChecksumsOfItsLibraryWhenAsked(StoreClient client) throws Exception {
    ObjectOptions objects =
        new ObjectOptions(
            Map.of(),
            Map.of(),
            Optional.empty(),
            ObjectOptions.DEFAULTS.encryption(),
            Checksums.LIBRARY);
    byte[] data = random(5 * MIB);
    Path file = Files.write(directory.resolve("file.webm"), data);
    try (ObjectStore opened = StoreFactory.open(store.options(client, objects))) {
      String key = key(client, "checksummed.webm");
      String uploadId = opened.beginMultipart(key, "video/webm");
      String etag = opened.uploadPart(key, uploadId, 1, range(file, data, 0, data.length));
      opened.completeMultipart(key, uploadId, List.of(new StoredPart(1, etag, data.length)));

      assertEquals(Digests.of(data).sha256(), sha256(opened, key, data.length));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void tellsWrongCredentialsFromAMissingBucket(StoreClient client) throws Exception {
    StoreOptions wrongSecret =
        store.options(client, store.endpoint(), "not-the-secret", ObjectOptions.DEFAULTS);
    StoreOptions wrongBucket =
        store.options(
            client,
            store.endpoint(),
            store.secretKey(),
            "no-such-bucket-here",
            Optional.empty(),
            ObjectOptions.DEFAULTS);
    try (ObjectStore refused = StoreFactory.open(wrongSecret);
        ObjectStore misconfigured = StoreFactory.open(wrongBucket);
        ObjectStore good = StoreFactory.open(store.options(client))) {
      assertEquals(UploadFailure.REFUSED, failure(refused::checkBucket));
      assertEquals(
          UploadFailure.REFUSED, failure(() -> refused.beginMultipart("a.webm", "video/webm")));
      assertEquals(
          UploadFailure.REFUSED,
          failure(() -> refused.put("a", new Content.Bytes(random(10)), "video/webm")));
      assertEquals(UploadFailure.MISCONFIGURED, failure(misconfigured::checkBucket));
      assertEquals(
          UploadFailure.MISCONFIGURED,
          failure(() -> misconfigured.beginMultipart("a.webm", "video/webm")));
      good.checkBucket();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void trustsTheCertificateItIsGivenAndNoOther(StoreClient client) throws Exception {
    assumeTrue(store.s3Proxy().isPresent());
    URI tls = store.s3Proxy().orElseThrow().tlsEndpoint();
    Path certificate = store.s3Proxy().orElseThrow().certificate();
    StoreOptions trusting =
        store.options(
            client,
            tls,
            store.secretKey(),
            store.bucket(),
            Optional.of(certificate),
            ObjectOptions.DEFAULTS);
    byte[] data = random(6 * MIB);
    Path file = Files.write(directory.resolve("file.webm"), data);
    try (ObjectStore trusted = StoreFactory.open(trusting);
        ObjectStore untrusted = StoreFactory.open(store.options(client, tls))) {
      String key = key(client, "tls.webm");
      String uploadId = trusted.beginMultipart(key, "video/webm");
      String etag = trusted.uploadPart(key, uploadId, 1, range(file, data, 0, data.length));
      trusted.completeMultipart(key, uploadId, List.of(new StoredPart(1, etag, data.length)));
      assertEquals(Digests.of(data).sha256(), sha256(trusted, key, data.length));
      assertEquals(UploadFailure.MISCONFIGURED, failure(untrusted::checkBucket));
    }
  }

  /** Past the factory, which would refuse: the proxy must see what is sent. */
  private static ObjectStore openPlainly(
      StoreClient client, FaultProxy proxy, ObjectOptions objects) {
    StoreOptions options = store.options(client, proxy.endpoint(), store.secretKey(), objects);
    return client == StoreClient.AWS
        ? AwsObjectStore.open(options)
        : MinioObjectStore.open(options);
  }

  private String key(StoreClient client, String name) {
    return store.prefix() + client + "/" + name;
  }

  private static Content range(Path file, byte[] data, int offset, int length) {
    return new Content.FileRange(
        file, offset, length, Digests.of(Arrays.copyOfRange(data, offset, offset + length)));
  }

  private static byte[] random(int length) {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    return data;
  }

  /** S3Proxy lists no parts where others say that there is no such upload. */
  private static List<StoredPart> partsOrNone(ObjectStore opened, String key, String uploadId)
      throws StoreException {
    try {
      return opened.listParts(key, uploadId);
    } catch (UnknownUploadException e) {
      return List.of();
    }
  }

  private static byte[] read(ObjectStore opened, String key, long offset, long length)
      throws Exception {
    try (InputStream in = opened.read(key, offset, length)) {
      return in.readAllBytes();
    }
  }

  private static String sha256(ObjectStore opened, String key, long length) throws Exception {
    return Digests.of(read(opened, key, 0, length)).sha256();
  }

  private static UploadFailure failure(Executable request) {
    return assertThrows(StoreException.class, request).failure();
  }
}
