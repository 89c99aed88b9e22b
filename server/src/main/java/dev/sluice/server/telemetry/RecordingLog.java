package dev.sluice.server.telemetry;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.PacketDropReason;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.RecordingObserver;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what becomes of recordings' files, here and in the store. Rooms log orders, the library logs
 * recovery, deletions and the disk. Thread-safe.
 */
public final class RecordingLog implements RecordingObserver {

  private static final Logger log = LoggerFactory.getLogger(RecordingLog.class);

  private static final double NANOS_PER_SECOND = 1e9;
  private static final int MAX_MESSAGE = 300;

  /** Messages may quote a store, which may say anything. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  @Override
  public void onEvent(RecorderEvent event) {
    if (event instanceof RecorderEvent.FileOpened opened) {
      log.debug(
          "recording={} file={} participant={} begun",
          opened.recording(),
          opened.file(),
          opened.participant());
    } else if (event instanceof RecorderEvent.FileFinished finished) {
      log.info(
          "recording={} file={} finished: bytes={} seconds={}",
          finished.recording(),
          finished.file(),
          finished.bytes(),
          seconds(finished.durationNanos()));
    } else if (event instanceof RecorderEvent.PacketsDropped dropped) {
      dropped(dropped);
    } else if (event instanceof RecorderEvent.RecordingEnded ended) {
      ended(ended);
    } else if (event instanceof RecorderEvent.UploadFailed failed) {
      failed(failed);
    } else if (event instanceof RecorderEvent.UploadFinished finished) {
      log.info(
          "recording={} file={} is in the store: key={} bytes={} seconds={}",
          finished.recording(),
          finished.file(),
          finished.key(),
          finished.bytes(),
          seconds(finished.elapsedNanos()));
    }
  }

  /** Only a full queue is a matter for the operator of this machine. */
  private static void dropped(RecorderEvent.PacketsDropped event) {
    Optional<RecordingId> recording = event.recording();
    String whose = recording.map(RecordingId::value).orElse("all");
    if (event.reason() == PacketDropReason.QUEUE_FULL) {
      log.warn(
          "recording={} packets={} dropped, the disk is too slow for them", whose, event.packets());
    } else {
      log.debug("recording={} packets={} dropped: {}", whose, event.packets(), event.reason());
    }
  }

  private static void ended(RecorderEvent.RecordingEnded event) {
    String line = "recording={} room={} ended: reason={} files={} bytes={} seconds={}";
    Object[] values = {
      event.recording(),
      event.room(),
      event.reason(),
      event.files(),
      event.bytes(),
      seconds(event.durationNanos())
    };
    switch (event.reason()) {
      case DISK_FULL, DISK_ERROR, FAULT -> log.warn(line, values);
      case REQUESTED, ROOM_ENDED, SHUTDOWN, CRASH -> log.info(line, values);
    }
  }

  /** The first of a row, the second, the fourth, the eighth … */
  private static void failed(RecorderEvent.UploadFailed event) {
    if (Integer.bitCount(event.failures()) == 1) {
      log.warn(
          "recording={} file={} cannot be uploaded: {} failures={} retrySeconds={}: {}",
          event.recording(),
          event.file(),
          event.failure(),
          event.failures(),
          seconds(event.retryNanos()),
          printable(event.message()));
    }
  }

  private static String printable(String message) {
    String clean = CONTROL.matcher(message).replaceAll(" ");
    return clean.length() <= MAX_MESSAGE ? clean : clean.substring(0, MAX_MESSAGE) + "…";
  }

  private static double seconds(long nanos) {
    return Math.round(nanos / NANOS_PER_SECOND * 10) / 10.0;
  }
}
