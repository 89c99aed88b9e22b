package dev.sluice.recorder.library;

import static dev.sluice.recorder.RecorderEvent.DeletionReason.AGE;
import static dev.sluice.recorder.RecorderEvent.DeletionReason.FREE_SPACE;
import static dev.sluice.recorder.RecorderEvent.DeletionReason.TOTAL_SIZE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.recorder.library.RetentionOptions.Copies;
import dev.sluice.recorder.library.RetentionOptions.Unsent;
import dev.sluice.recorder.library.RetentionPlan.Removal;
import dev.sluice.recorder.library.RetentionPlan.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {

  private static final Instant NOW = Instant.parse("2026-11-27T00:00:00Z");
  private static final long PLENTY = 1L << 40;
  private static final ManifestUpload COPY =
      new ManifestUpload("k/a_b_001.webm", "e", Samples.START);

  private static RecordingSummary summary(Manifest manifest, RecordingSummary.Status status) {
    return RecordingSummary.of(manifest, manifest.room(), status);
  }

  /** A finished recording that began {@code number} seconds after midnight, of 100 bytes. */
  private static RecordingSummary old(int number) {
    return summary(
        Samples.finished(Samples.id(number), "blue", Samples.whole("a_b_001.webm", 100)),
        RecordingSummary.Status.FINISHED);
  }

  private static RecordingSummary sent(int number) {
    return summary(
        Samples.finished(
            Samples.id(number), "blue", Samples.whole("a_b_001.webm", 100).withUpload(COPY)),
        RecordingSummary.Status.FINISHED);
  }

  private static RecordingSummary remoteOnly(int number) {
    return summary(
        Samples.finished(
            Samples.id(number),
            "blue",
            Samples.whole("a_b_001.webm", 100).withUpload(COPY).withLocalDeleted(NOW)),
        RecordingSummary.Status.FINISHED);
  }

  private static List<Removal> decide(
      RetentionOptions options, boolean uploads, long free, RecordingSummary... recordings) {
    return new RetentionPlan(options, uploads).decide(List.of(recordings), NOW, free);
  }

  private static RetentionOptions age(Duration age, Copies copies) {
    return new RetentionOptions(Optional.of(age), 0, 0, copies, Unsent.KEEP);
  }

  private static RetentionOptions size(long bytes) {
    return new RetentionOptions(Optional.empty(), bytes, 0, Copies.KEEP, Unsent.KEEP);
  }

  private static RetentionOptions free(long bytes, Unsent unsent) {
    return new RetentionOptions(Optional.empty(), 0, bytes, Copies.KEEP, unsent);
  }

  private static Removal removal(
      int number, dev.sluice.recorder.RecorderEvent.DeletionReason reason, Scope scope) {
    return new Removal(Samples.id(number), reason, scope, 100);
  }

  @Test
  void keepsEverythingUnlessTold() {
    assertEquals(List.of(), decide(RetentionOptions.NONE, false, 0, old(1), old(2), sent(3)));
  }

  @Test
  void deletesWhatEndedLongerAgoThanItMayBeKept() {
    // they last 61.06 s: the first ended at 00:01:02.06, the second at 00:02:01.06
    RetentionOptions options =
        age(Duration.between(Instant.parse("2026-11-26T00:01:30Z"), NOW), Copies.KEEP);
    assertEquals(
        List.of(removal(1, AGE, Scope.EVERYTHING)),
        decide(options, false, PLENTY, old(1), old(60)));
  }

  @Test
  void ofWhatIsInTheStoreAgeDeletesLocalFilesOnlyUnlessTold() {
    assertEquals(
        List.of(removal(1, AGE, Scope.LOCAL_FILES)),
        decide(age(Duration.ofHours(1), Copies.KEEP), true, PLENTY, sent(1), remoteOnly(2)));
    assertEquals(
        List.of(
            removal(1, AGE, Scope.EVERYTHING),
            new Removal(Samples.id(2), AGE, Scope.EVERYTHING, 0)),
        decide(age(Duration.ofHours(1), Copies.DELETE), true, PLENTY, sent(1), remoteOnly(2)));
  }

  @Test
  void deletesTheOldestUntilAllTogetherAreSmallEnough() {
    assertEquals(
        List.of(
            removal(1, TOTAL_SIZE, Scope.EVERYTHING), removal(2, TOTAL_SIZE, Scope.LOCAL_FILES)),
        decide(size(250), true, PLENTY, summaryWithoutWaiting(1), sent(2), sent(3), sent(4)));
    assertEquals(List.of(), decide(size(400), false, PLENTY, old(1), old(2), old(3), old(4)));
  }

  /** Finished, but there is nothing that could be uploaded. */
  private static RecordingSummary summaryWithoutWaiting(int number) {
    return summary(
        Samples.finished(
            Samples.id(number),
            "blue",
            Samples.growing("a_b_001.webm").damaged(100, "it is empty of frames")),
        RecordingSummary.Status.INTERRUPTED);
  }

  @Test
  void deletesTheOldestUntilEnoughIsFree() {
    assertEquals(
        List.of(removal(1, FREE_SPACE, Scope.EVERYTHING), removal(2, FREE_SPACE, Scope.EVERYTHING)),
        decide(free(1_000, Unsent.KEEP), false, 850, old(1), old(2), old(3)));
    assertEquals(List.of(), decide(free(1_000, Unsent.KEEP), false, 1_000, old(1), old(2), old(3)));
  }

  @Test
  void neverTouchesWhatIsBeingRecordedOrRecovered() {
    RecordingSummary live = summary(old(1), RecordingSummary.Status.RECORDING);
    RecordingSummary recovering = summary(old(2), RecordingSummary.Status.RECOVERING);
    RetentionOptions strict =
        new RetentionOptions(
            Optional.of(Duration.ZERO), 1, PLENTY, Copies.DELETE, Unsent.SACRIFICE);
    assertEquals(
        List.of(removal(3, AGE, Scope.EVERYTHING)),
        decide(strict, true, 0, live, recovering, old(3)));
  }

  private static RecordingSummary summary(RecordingSummary of, RecordingSummary.Status status) {
    return new RecordingSummary(
        of.id(),
        of.room(),
        of.roomFolder(),
        of.mode(),
        of.startedBy(),
        status,
        of.stopReason(),
        of.start(),
        of.durationMillis(),
        of.files(),
        of.keepUntil());
  }

  @Test
  void leavesAloneWhatWasRestoredUntilItsTime() {
    RecordingSummary old = old(1);
    RetentionOptions strict =
        new RetentionOptions(
            Optional.of(Duration.ZERO), 1, PLENTY, Copies.DELETE, Unsent.SACRIFICE);
    assertEquals(List.of(), decide(strict, true, 0, keptUntil(old, NOW.plusMillis(1))));
    assertEquals(
        List.of(removal(1, AGE, Scope.EVERYTHING)), decide(strict, true, 0, keptUntil(old, NOW)));
  }

  private static RecordingSummary keptUntil(RecordingSummary of, Instant time) {
    return new RecordingSummary(
        of.id(),
        of.room(),
        of.roomFolder(),
        of.mode(),
        of.startedBy(),
        of.status(),
        of.stopReason(),
        of.start(),
        of.durationMillis(),
        of.files(),
        Optional.of(time));
  }

  @Test
  void keepsWhatWaitsForItsUpload() {
    RetentionOptions strict =
        new RetentionOptions(Optional.of(Duration.ZERO), 1, 0, Copies.KEEP, Unsent.KEEP);
    assertEquals(
        List.of(removal(2, AGE, Scope.LOCAL_FILES)), decide(strict, true, PLENTY, old(1), sent(2)));
    assertEquals(List.of(), decide(free(1_000, Unsent.KEEP), true, 0, old(1)));
  }

  @Test
  void sacrificesWhatWaitsOnlyWhenTheDiskIsFullAndThatIsWanted() {
    RetentionOptions sacrifice = free(1_000, Unsent.SACRIFICE);
    assertEquals(
        List.of(removal(1, FREE_SPACE, Scope.EVERYTHING)),
        decide(sacrifice, true, 900, old(1), old(2)));
    assertEquals(List.of(), decide(sacrifice, true, 1_000, old(1), old(2)));
    RetentionOptions old =
        new RetentionOptions(Optional.of(Duration.ZERO), 1, 1_000, Copies.KEEP, Unsent.SACRIFICE);
    assertEquals(List.of(), decide(old, true, PLENTY, old(1), old(2)));
  }

  @Test
  void findsNothingToDoTwice() {
    RetentionOptions options = age(Duration.ofHours(1), Copies.KEEP);
    assertEquals(List.of(), decide(options, true, PLENTY, remoteOnly(1)));
  }
}
