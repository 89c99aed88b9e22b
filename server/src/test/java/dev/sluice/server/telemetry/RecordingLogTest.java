package dev.sluice.server.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.StopReason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RecordingLogTest {

  private static final RecordingId ID = new RecordingId("20261126T012109Z-4f9a1c");
  private static final long SECOND = 1_000_000_000L;

  private final Logger logger = (Logger) LoggerFactory.getLogger(RecordingLog.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final RecordingLog log = new RecordingLog();

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
    logger.setLevel(null);
  }

  @Test
  void saysWhatBecameOfFilesAndRecordings() {
    log.onEvent(new RecorderEvent.FileOpened(ID, "a.webm", "alice", 0));
    log.onEvent(new RecorderEvent.FileFinished(ID, "a.webm", 4711, 65 * SECOND, 0));
    log.onEvent(
        new RecorderEvent.RecordingEnded(
            ID, "blue", StopReason.ROOM_ENDED, 1, 4711, 66 * SECOND, 0));
    log.onEvent(
        new RecorderEvent.RecordingEnded(
            ID, "blue", StopReason.DISK_ERROR, 1, 4711, 66 * SECOND, 0));
    log.onEvent(new RecorderEvent.UploadFinished(ID, "a.webm", "p/a.webm", 4711, SECOND / 2, 0));

    assertEquals(
        List.of(
            "INFO recording=20261126T012109Z-4f9a1c file=a.webm finished: bytes=4711 seconds=65.0",
            "INFO recording=20261126T012109Z-4f9a1c room=blue ended: reason=ROOM_ENDED files=1"
                + " bytes=4711 seconds=66.0",
            "WARN recording=20261126T012109Z-4f9a1c room=blue ended: reason=DISK_ERROR files=1"
                + " bytes=4711 seconds=66.0",
            "INFO recording=20261126T012109Z-4f9a1c file=a.webm is in the store: key=p/a.webm"
                + " bytes=4711 seconds=0.5"),
        lines());
  }

  @Test
  void warnsOfADiskThatIsTooSlowAndOfNothingElseThatIsDropped() {
    log.onEvent(dropped(Optional.of(ID), PacketDropReason.QUEUE_FULL));
    log.onEvent(dropped(Optional.empty(), PacketDropReason.QUEUE_FULL));
    log.onEvent(dropped(Optional.of(ID), PacketDropReason.MALFORMED));

    assertEquals(
        List.of(
            "WARN recording=20261126T012109Z-4f9a1c packets=12 dropped, the disk is too slow for"
                + " them",
            "WARN recording=all packets=12 dropped, the disk is too slow for them"),
        lines());
  }

  @Test
  void mentionsAnOutageMoreAndMoreRarelyAndOnOneLineEach() {
    for (int failures = 1; failures <= 1000; failures++) {
      log.onEvent(
          new RecorderEvent.UploadFailed(
              ID, "a.webm", UploadFailure.TRANSIENT, "503\nslow\tdown", failures, SECOND, 0));
    }

    assertEquals(10, lines().size());
    assertEquals(
        "WARN recording=20261126T012109Z-4f9a1c file=a.webm cannot be uploaded: TRANSIENT"
            + " failures=512 retrySeconds=1.0: 503 slow down",
        lines().get(9));
  }

  private static RecorderEvent dropped(Optional<RecordingId> recording, PacketDropReason reason) {
    return new RecorderEvent.PacketsDropped(recording, reason, 12, 0);
  }

  private List<String> lines() {
    return logged.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }
}
