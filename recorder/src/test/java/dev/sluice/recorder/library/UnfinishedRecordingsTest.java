package dev.sluice.recorder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingId;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnfinishedRecordingsTest {

  @TempDir Path root;
  private final RecordingIndex index = new RecordingIndex();
  private final Later later = new Later();
  private final List<RecordingId> whole = new ArrayList<>();
  private final List<Integer> broken = new ArrayList<>();
  private IOException trouble = new IOException("the disk is gone");
  private UnfinishedRecordings unfinished;

  @BeforeEach
  void leaveThreeRecordings() throws IOException {
    LibraryBench bench = new LibraryBench(root);
    for (int i = 1; i <= 3; i++) {
      Manifest manifest =
          Samples.begun(Samples.id(i), "blue").withFiles(List.of(Samples.growing("a_001.webm")));
      RecordingFolder folder = bench.left(Samples.id(i), "blue", manifest);
      LibraryBench.fill(folder, "a_001.webm", 10, 1);
      index.add(Entry.found(folder, manifest));
    }
    FileRepair repair =
        (folder, name) -> {
          for (int number : broken) {
            if (folder.id().equals(Samples.id(number))) {
              throw trouble;
            }
          }
          return bench.repair.repair(folder, name);
        };
    Recovery recovery = new Recovery(repair, new Changes(), event -> {}, () -> Samples.START);
    unfinished = new UnfinishedRecordings(index, recovery, later, whole::add);
  }

  @AfterEach
  void end() {
    later.shutdownNow();
  }

  private static List<RecordingId> ids(int... numbers) {
    return Arrays.stream(numbers).mapToObj(Samples::id).toList();
  }

  @Test
  void recoversTheOldestFirstAndIsDone() {
    unfinished.recover();

    assertEquals(ids(1, 2, 3), whole);
    assertFalse(index.oldestFirst().stream().anyMatch(Entry::unrecovered));
    assertNull(later.task);
  }

  @Test
  void oneThatCannotBeNowKeepsNobodyWaitingAndIsTriedAgain() {
    broken.add(2);
    unfinished.recover();
    assertEquals(ids(1, 3), whole);
    assertEquals(10, later.minutes);

    broken.clear();
    later.task.run();

    assertEquals(ids(1, 3, 2), whole);
  }

  @Test
  void anInterruptLeavesTheRestToTheNextStart() {
    trouble = new ClosedByInterruptException();
    broken.add(2);

    unfinished.recover();

    assertEquals(ids(1), whole);
    assertNull(later.task);
  }

  @Test
  void nothingIsTriedAgainOnceTheLibraryIsClosed() {
    broken.add(2);
    later.shutdownNow();

    unfinished.recover();

    assertEquals(ids(1, 3), whole);
    assertTrue(index.find(Samples.id(2)).orElseThrow().unrecovered());
  }

  private static final class Changes implements Recovery.Changes {

    @Override
    public void update(Entry entry, UnaryOperator<Manifest> change)
        throws IOException, ManifestException {
      entry.update(change);
    }

    @Override
    public void recovered(RecordingFile file) {}
  }

  /** Keeps what is scheduled while it is open. */
  private static final class Later extends ScheduledThreadPoolExecutor {

    private Runnable task;
    private long minutes;

    Later() {
      super(1);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
      if (isShutdown()) {
        return super.schedule(command, delay, unit); // rejects it
      }
      task = command;
      minutes = unit.toMinutes(delay);
      return null;
    }
  }
}
