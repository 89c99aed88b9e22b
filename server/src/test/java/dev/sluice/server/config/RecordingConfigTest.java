package dev.sluice.server.config;

import static dev.sluice.server.config.Configs.config;
import static dev.sluice.server.config.Configs.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.engine.RecorderOptions;
import dev.sluice.recorder.library.RetentionOptions;
import dev.sluice.recorder.library.RetentionOptions.Copies;
import dev.sluice.recorder.library.RetentionOptions.Unsent;
import dev.sluice.server.config.RecordingOptions.MinFree;
import dev.sluice.server.config.RecordingOptions.Rooms;
import dev.sluice.server.signaling.RecordingRights;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingConfigTest {

  @Test
  void nothingSetRecordsOnDemandIntoRecordsAndKeepsEverything() {
    assertEquals(
        new RecordingOptions(
            Rooms.ON_DEMAND,
            Path.of("records"),
            RecordingMode.PER_PARTICIPANT,
            RecordingRights.By.AUTO,
            new MinFree(1L << 30, 0),
            RetentionOptions.NONE,
            RecorderOptions.DEFAULT),
        config().recording());
  }

  @Test
  void readsEveryVariable() {
    assertEquals(
        new RecordingOptions(
            Rooms.ALL,
            Path.of("/var/records"),
            RecordingMode.PER_TRACK,
            RecordingRights.By.ADMIN,
            new MinFree(0, 5),
            new RetentionOptions(
                Optional.of(Duration.ofDays(30)),
                200L << 30,
                20L << 30,
                Copies.DELETE,
                Unsent.SACRIFICE),
            RecorderOptions.DEFAULT
                .withQueueBytes(1 << 20)
                .withMaxFileDuration(Duration.ofHours(1))
                .withMaxFileBytes(4L << 30)),
        config(
                "RECORD_ENABLED", "1",
                "RECORD_DIR", "/var/records",
                "RECORD_MODE", "track",
                "RECORD_BY", "admin",
                "RECORD_MAX_AGE_DAYS", "30",
                "RECORD_MAX_BYTES", "200G",
                "RECORD_MIN_FREE", "5%",
                "RECORD_ROTATE_FREE", "20G",
                "RECORD_ROTATE_UNSENT", "1",
                "RECORD_DELETE_COPIES", "1",
                "RECORD_MAX_FILE_MINUTES", "60",
                "RECORD_MAX_FILE_BYTES", "4G",
                "RECORD_QUEUE_BYTES", "1M")
            .recording());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1048576, 1048576",
    "10K, 10240",
    "3M, 3145728",
    "2GB, 2147483648",
    "1TiB, 1099511627776",
    "8388607T, 9223370937343148032",
  })
  void sizesAreCountedInBinaryUnits(String text, long bytes) {
    assertEquals(new MinFree(bytes, 0), config("RECORD_MIN_FREE", text).recording().minFree());
  }

  @ParameterizedTest
  @CsvSource({
    "RECORD_ENABLED, maybe",
    "RECORD_MODE, room",
    "RECORD_BY, me",
    "RECORD_MAX_AGE_DAYS, -1",
    "RECORD_MAX_BYTES, 1.5G",
    "RECORD_MAX_BYTES, -1",
    "RECORD_MAX_BYTES, 8388608T",
    "RECORD_MAX_BYTES, 99999999999999999999",
    "RECORD_MIN_FREE, 100%",
    "RECORD_MIN_FREE, %",
    "RECORD_MIN_FREE, much",
    "RECORD_MAX_FILE_MINUTES, 0",
    "RECORD_QUEUE_BYTES, 3M",
    "RECORD_QUEUE_BYTES, 2G",
    "RECORD_QUEUE_BYTES, 1K",
  })
  void sayWhichValueIsNotAllowed(String name, String text) {
    String message = refusal(name, text);

    assertTrue(message.startsWith(name + " must be "), message);
    assertTrue(message.endsWith("but it is \"" + text + "\"."), message);
  }

  @Test
  void oldRecordingsMustMakeRoomBeforeNewOnesEnd() {
    assertEquals(
        "RECORD_ROTATE_FREE must be more than RECORD_MIN_FREE, or recordings end before the oldest"
            + " make room.",
        refusal("RECORD_ROTATE_FREE", "1G"));
  }

  @Test
  void shareOfADiskIsTakenOfItsWholeSize() {
    assertEquals(5_000, new MinFree(0, 5).bytesOf(100_000));
    assertEquals(7, new MinFree(7, 0).bytesOf(100_000));
    assertEquals(Long.MAX_VALUE / 100 * 99, new MinFree(0, 99).bytesOf(Long.MAX_VALUE));
  }
}
