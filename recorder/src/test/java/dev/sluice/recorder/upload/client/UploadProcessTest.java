package dev.sluice.recorder.upload.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.upload.Digests;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.StoreClient;
import dev.sluice.recorder.upload.UploadFile;
import dev.sluice.recorder.upload.fixture.Fault;
import dev.sluice.recorder.upload.fixture.FaultProxy;
import dev.sluice.recorder.upload.fixture.FaultProxy.Request;
import dev.sluice.recorder.upload.fixture.FolderSource;
import dev.sluice.recorder.upload.fixture.Poll;
import dev.sluice.recorder.upload.fixture.TestStore;
import dev.sluice.recorder.upload.fixture.UploadingProcess;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Uploads by a process of its own: it is killed in the middle, and it has little memory. */
@Tag("e2e")
class UploadProcessTest {

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
  void noPartThatTheStoreHasIsSentAgain(StoreClient with) throws Exception {
    UploadFile file = new FolderSource(directory).add(1, "alice_camera_001.webm", 28 * MIB);
    String sha256 = Digests.of(Files.readAllBytes(file.path())).sha256();
    String prefix = store.prefix() + UUID.randomUUID() + "/";
    try (FaultProxy proxy = FaultProxy.start(store.endpoint())) {
      // the fifth part crawls: there it is killed
      proxy.faults(request -> isPart(request, 5) ? new Fault.Slow(MIB) : new Fault.Slow(20L * MIB));
      Process first =
          UploadingProcess.start(store.options(with, proxy.endpoint()), prefix, directory, 128, 5);
      try {
        Poll.until("the fifth part is under way", () -> sent(proxy, 5), n -> n == 1);
      } finally {
        first.destroyForcibly();
      }
      assertTrue(first.waitFor(10, TimeUnit.SECONDS));
      assertEquals(List.of(1L, 1L, 1L), List.of(sent(proxy, 2), sent(proxy, 3), sent(proxy, 4)));
      assertTrue(Files.exists(file.path()));

      proxy.faults(request -> Fault.NONE);
      Process second =
          UploadingProcess.start(store.options(with, proxy.endpoint()), prefix, directory, 128, 5);
      try {
        assertTrue(second.waitFor(60, TimeUnit.SECONDS));
      } finally {
        second.destroyForcibly();
      }

      assertEquals(0, second.exitValue());
      assertEquals(List.of(1L, 1L, 1L), List.of(sent(proxy, 2), sent(proxy, 3), sent(proxy, 4)));
      assertEquals(List.of(2L, 1L, 1L), List.of(sent(proxy, 5), sent(proxy, 6), sent(proxy, 1)));
      assertFalse(Files.exists(file.path()));
    }
    try (ObjectStore direct = StoreFactory.open(store.options(with));
        InputStream in = direct.read(prefix + file.name(), 0, 28L * MIB)) {
      assertEquals(sha256, Digests.of(in.readAllBytes()).sha256());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "AUTO")
  void partsThatAreLargerThanTheHeapAreStreamed(StoreClient with) throws Exception {
    UploadFile file = new FolderSource(directory).add(1, "alice_camera_001.webm", 100 * MIB);
    String sha256 = Digests.of(Files.readAllBytes(file.path())).sha256();
    String prefix = store.prefix() + UUID.randomUUID() + "/";

    Process process = UploadingProcess.start(store.options(with), prefix, directory, 40, 64);
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }

    assertEquals(0, process.exitValue());
    try (ObjectStore direct = StoreFactory.open(store.options(with));
        InputStream in = direct.read(prefix + file.name(), 0, 100L * MIB)) {
      assertEquals(sha256, Digests.of(in.readAllBytes()).sha256());
    }
  }

  private static boolean isPart(Request request, int number) {
    return request.isPart() && request.part() == number;
  }

  private static long sent(FaultProxy proxy, int part) {
    return proxy.requests().stream().filter(request -> isPart(request, part)).count();
  }
}
