package dev.sluice.recorder.upload.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.UploadFailed;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.Digests;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.PartPlan;
import dev.sluice.recorder.upload.RetryPolicy;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.UploadFile;
import dev.sluice.recorder.upload.UploadOptions;
import dev.sluice.recorder.upload.UploadOptions.Begin;
import dev.sluice.recorder.upload.UploadOptions.Keep;
import dev.sluice.recorder.upload.UploadOptions.Verify;
import dev.sluice.recorder.upload.UploadQueue;
import dev.sluice.recorder.upload.UploadSource.Verification;
import dev.sluice.recorder.upload.fixture.Fault;
import dev.sluice.recorder.upload.fixture.FaultProxy;
import dev.sluice.recorder.upload.fixture.FaultProxy.Request;
import dev.sluice.recorder.upload.fixture.FolderSource;
import dev.sluice.recorder.upload.fixture.LeapingClock;
import dev.sluice.recorder.upload.fixture.Poll;
import dev.sluice.recorder.upload.fixture.S3ProxyServer;
import dev.sluice.recorder.upload.fixture.TestStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Whole uploads through a broken network to a real store, with both clients. Back-off waits take no
 * time; what a test waits for is real requests and real time-outs.
 */
@Tag("e2e")
class UploadFaultsTest {

  private static final int MIB = 1 << 20;

  private static TestStore store;

  @TempDir Path directory;

  private final LeapingClock clock = new LeapingClock();
  private final List<RecorderEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, String> expected = new TreeMap<>();
  private final String prefix = UUID.randomUUID() + "/";
  private volatile Consumer<RecorderEvent> onEvent = event -> {};
  private FaultProxy proxy;
  private FolderSource source;
  private ObjectStore client;
  private UploadQueue queue;

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

  @BeforeEach
  void files() throws IOException {
    proxy = FaultProxy.start(store.endpoint());
    source = new FolderSource(directory);
    add(1, "alice_camera_001.webm", 12 * MIB);
    add(1, "alice_camera-audio_001.webm", 300_000);
    add(2, "bob_screen_001.webm", 6 * MIB);
  }

  @AfterEach
  void close() throws IOException {
    if (queue != null) {
      queue.close();
      client.close();
    }
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void nothingIsLostInAnOutageOfMinutes(StoreClient with) throws Exception {
    proxy.refuse();
    onEvent =
        event -> {
          if (clock.elapsedSeconds() > 600) {
            listenAgain();
          }
        };

    upload(with);

    assertAllThere(with);
    assertTrue(clock.elapsedSeconds() > 600);
    int failures = failures(UploadFailure.TRANSIENT).size();
    assertTrue(failures >= 7 && failures <= 20, "failures: " + failures);
    // three parts, two more, and what goes with them
    assertTrue(proxy.requests().size() < 40, () -> proxy.requests().toString());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void partsThatBreakInTheMiddleAreSentAgain(StoreClient with) throws Exception {
    proxy.faults(first(4, Request::isPart, new Fault.Reset(MIB)));

    upload(with);

    assertAllThere(with);
    assertEquals(5 + 4, proxy.requests().stream().filter(Request::isPart).count());
    assertEquals(4, count(UploadFailure.TRANSIENT));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void aStoreThatAsksForLessIsAskedLess(StoreClient with) throws Exception {
    proxy.faults(
        request ->
            clock.elapsedSeconds() < 120
                ? new Fault.Answer(request.number() % 2 == 0 ? 500 : 503, "SlowDown")
                : Fault.NONE);

    upload(with);

    assertAllThere(with);
    int failures = failures(UploadFailure.TRANSIENT).size();
    assertTrue(failures >= 5 && failures <= 14, "failures: " + failures);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void aStoreThatStallsIsNoticed(StoreClient with) throws Exception {
    AtomicInteger parts = new AtomicInteger();
    proxy.faults(
        request -> {
          if (!request.isPart()) {
            return Fault.NONE;
          }
          return switch (parts.incrementAndGet()) {
            case 1 -> new Fault.Stall(100_000);
            case 2 -> new Fault.Stall(Long.MAX_VALUE);
            default -> Fault.NONE;
          };
        });

    upload(with);

    assertAllThere(with);
    assertEquals(2, count(UploadFailure.TRANSIENT));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void aSlowLinkIsWaitedFor(StoreClient with) throws Exception {
    proxy.faults(request -> request.isPart() ? new Fault.Slow(6 * MIB) : Fault.NONE);

    upload(with);

    assertAllThere(with);
    assertEquals(List.of(), failures(UploadFailure.TRANSIENT));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void aPartThatTheStoreHasNotGotIsFoundOut(StoreClient with) throws Exception {
    proxy.faults(first(2, Request::isPart, new Fault.Lie("")));

    upload(with);

    assertAllThere(with);
    assertTrue(count(UploadFailure.UNTRUE) >= 1);
    assertEquals(5 + 2, proxy.requests().stream().filter(Request::isPart).count());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void aSuccessWithAnErrorInItIsNone(StoreClient with) throws Exception {
    proxy.faults(
        first(
            1,
            Request::isComplete,
            new Fault.Lie("<Error><Code>InternalError</Code><Message>no</Message></Error>")));

    upload(with);

    assertAllThere(with);
    assertEquals(1, failures(UploadFailure.UNTRUE).size());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void anObjectThatWasNeverMadeIsFoundOut(StoreClient with) throws Exception {
    String made =
        "<CompleteMultipartUploadResult><Location>l</Location><Bucket>b</Bucket><Key>k</Key>"
            + "<ETag>\"00000000000000000000000000000000-3\"</ETag></CompleteMultipartUploadResult>";
    proxy.faults(first(1, Request::isComplete, new Fault.Lie(made)));

    upload(with);

    assertAllThere(with);
    assertEquals(1, failures(UploadFailure.UNTRUE).size());
    assertEquals(5, proxy.requests().stream().filter(Request::isPart).count());
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void goesOnByItselfOnceCredentialsAreRight(StoreClient with) throws Exception {
    Assumptions.assumeTrue(store.s3Proxy().isPresent(), "needs a store with other keys");
    Path data = store.s3Proxy().orElseThrow().directory();
    try (S3ProxyServer otherKeys = S3ProxyServer.start(data, "another secret")) {
      proxy.upstream(otherKeys.endpoint());
      proxy.faults(
          request -> {
            if (clock.elapsedSeconds() > 3600) {
              proxy.upstream(store.endpoint());
            }
            return Fault.NONE;
          });

      upload(with);

      assertAllThere(with);
      assertEquals(1, failures(UploadFailure.REFUSED).size());
      long refusals = count(UploadFailure.REFUSED);
      assertTrue(refusals >= 60 && refusals <= 125, "refusals: " + refusals);
    }
  }

  private void add(int recording, String name, int bytes) throws IOException {
    UploadFile file = source.add(recording, name, bytes);
    expected.put(file.name(), Digests.of(Files.readAllBytes(file.path())).sha256());
  }

  private void upload(StoreClient with) throws Exception {
    UploadOptions options =
        new UploadOptions(
            store.prefix() + prefix,
            Begin.WHEN_FINISHED,
            Keep.REMOTE_ONLY,
            Verify.ETAG_OR_READ_BACK,
            new PartPlan(5 * MIB, PartPlan.Growth.DOUBLING),
            2,
            RetryPolicy.DEFAULT);
    client = StoreFactory.open(store.impatient(with, proxy.endpoint()));
    queue =
        UploadQueue.start(
            options,
            client,
            source,
            directory,
            clock,
            new Random(7),
            event -> {
              events.add(event);
              onEvent.accept(event);
            });
    Poll.until("nothing waits", queue::isIdle, idle -> idle);
  }

  /** Byte for byte, noted, and only then deleted: the source fails the test otherwise. */
  private void assertAllThere(StoreClient with) throws Exception {
    try (ObjectStore direct = StoreFactory.open(store.options(with))) {
      for (Map.Entry<String, String> file : expected.entrySet()) {
        String key = store.prefix() + prefix + file.getKey();
        long bytes = direct.head(key).orElseThrow().bytes();
        try (InputStream in = direct.read(key, 0, bytes)) {
          assertEquals(file.getValue(), Digests.of(in.readAllBytes()).sha256(), file.getKey());
        }
        assertEquals(file.getValue(), source.copies().get(file.getKey()).sha256());
        assertEquals(Verification.ETAG, source.copies().get(file.getKey()).verification());
        assertFalse(Files.exists(directory.resolve(file.getKey())));
      }
      assertEquals(List.of(), direct.listPendingMultiparts(store.prefix() + prefix));
    }
    assertEquals(expected.size(), source.deleted().size());
    assertEquals(0, queue.stats().waitingFiles());
    assertEquals(expected.size(), queue.stats().uploadedFiles());
  }

  private static Function<Request, Fault> first(int times, Predicate<Request> which, Fault fault) {
    AtomicInteger seen = new AtomicInteger();
    return request -> which.test(request) && seen.incrementAndGet() <= times ? fault : Fault.NONE;
  }

  private List<UploadFailed> failures(UploadFailure kind) {
    synchronized (events) {
      return events.stream()
          .filter(UploadFailed.class::isInstance)
          .map(UploadFailed.class::cast)
          .filter(event -> event.failure() == kind)
          .toList();
    }
  }

  private long count(UploadFailure kind) {
    return queue.stats().failures().getOrDefault(kind, 0L);
  }

  private void listenAgain() {
    try {
      proxy.listen();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
