package dev.sluice.recorder.backup;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * What a run has moved so far: holds it up when it goes faster than it may, and says now and then
 * how far it is. Used by one thread.
 */
public final class Transfer {

  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final long bytesPerSecond;
  private final LongSupplier nanoClock;
  private final LongConsumer pause;
  private final Consumer<Progress> listener;
  private final long begunNanos;
  private long toldNanos;
  private long bytes;
  private long copied;
  private long done;
  private long total;

  /**
   * How far a run is.
   *
   * @param done recordings
   * @param total recordings
   * @param bytes that were looked at
   * @param copied those of them that had to be written
   */
  public record Progress(long done, long total, long bytes, long copied, Duration elapsed) {}

  /**
   * @param bytesPerSecond of what is read, at most; 0 for no limit
   * @param nanoClock monotonic
   * @param pause waits for so many nanoseconds
   * @param listener hears every few seconds
   */
  public Transfer(
      long bytesPerSecond,
      LongSupplier nanoClock,
      LongConsumer pause,
      Consumer<Progress> listener) {
    this.bytesPerSecond = bytesPerSecond;
    this.nanoClock = nanoClock;
    this.pause = pause;
    this.listener = listener;
    this.begunNanos = nanoClock.getAsLong();
    this.toldNanos = begunNanos;
  }

  /** Of this many recordings it will be said how many are done. */
  void expect(long recordings) {
    total = recordings;
  }

  void recordingDone() {
    done++;
    tell();
  }

  /** So many bytes were read just now. */
  void read(long more) {
    bytes += more;
    if (bytesPerSecond > 0) {
      long due = (long) ((double) bytes / bytesPerSecond * TimeUnit.SECONDS.toNanos(1));
      long early = due - (nanoClock.getAsLong() - begunNanos);
      if (early > 0) {
        pause.accept(early);
      }
    }
    tell();
  }

  /** So many of them had to be written. */
  void copied(long more) {
    copied += more;
  }

  /** Waits before something is tried again. */
  void pause(Duration time) {
    pause.accept(time.toNanos());
  }

  private void tell() {
    long now = nanoClock.getAsLong();
    if (now - toldNanos >= TELL_NANOS) {
      toldNanos = now;
      listener.accept(progress());
    }
  }

  /** How far it is now. */
  public Progress progress() {
    return new Progress(
        done, total, bytes, copied, Duration.ofNanos(nanoClock.getAsLong() - begunNanos));
  }
}
