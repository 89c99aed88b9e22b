package dev.sluice.server.app;

import dev.sluice.recorder.library.DiskSpace;
import dev.sluice.recorder.library.FileTrouble;
import dev.sluice.recorder.upload.Content;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.StoreException;
import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.client.StoreFactory;
import dev.sluice.server.config.RecordingOptions;
import dev.sluice.server.config.RecordingOptions.Rooms;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.config.UploadSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/** What {@code check} tries out of recordings: the directory, its disk, the store. */
final class RecordingTrials {

  private static final String UNITS = "KMGTPE";
  private static final long UNIT = 1024;

  private final RecordingOptions options;
  private final Optional<UploadSettings> uploads;
  private final Findings findings;

  RecordingTrials(ServerConfig config, Findings findings) {
    this.options = config.recording();
    this.uploads = config.uploads();
    this.findings = findings;
  }

  void run() {
    tryDirectory();
    tryDisk();
    uploads.ifPresent(this::tryStore);
  }

  private void tryDirectory() {
    Path directory = options.directory().toAbsolutePath().normalize();
    try {
      if (!Files.exists(directory) && options.rooms() == Rooms.ON_DEMAND && uploads.isEmpty()) {
        boolean possible = Files.isWritable(nearest(directory));
        say(possible, directory + (possible ? " can be made when needed" : " cannot be made"));
        return;
      }
      Files.createDirectories(directory);
      long nanos = synced(directory);
      say(
          true,
          String.format(
              Locale.ROOT,
              "%s can be written; a megabyte is safe in %d ms",
              directory,
              nanos / 1_000_000));
    } catch (IOException e) {
      say(false, directory + " cannot be written: " + FileTrouble.reason(e));
    }
  }

  /** How long a megabyte takes until it is on the disk. */
  private static long synced(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, ".check", "");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long began = System.nanoTime();
      channel.write(ByteBuffer.allocate(1 << 20));
      channel.force(true);
      return System.nanoTime() - began;
    } finally {
      Files.delete(file);
    }
  }

  private static Path nearest(Path directory) {
    Path there = directory;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there;
  }

  private void tryDisk() {
    try {
      DiskSpace.Reading reading = DiskSpace.of(options.directory()).read();
      long needed = options.minFree().bytesOf(reading.totalBytes());
      boolean enough = reading.freeBytes() >= needed;
      say(
          enough,
          "%s of %s are free; below %s nothing is recorded (RECORD_MIN_FREE)"
              .formatted(size(reading.freeBytes()), size(reading.totalBytes()), size(needed)));
    } catch (IOException e) {
      say(false, "cannot tell how much is free: " + FileTrouble.reason(e));
    }
  }

  private void say(boolean well, String text) {
    boolean wanted = options.rooms() == Rooms.ALL || uploads.isPresent();
    if (well) {
      findings.ok("recordings", text);
    } else if (wanted) {
      findings.fail("recordings", text);
    } else {
      findings.warn("recordings", text);
    }
  }

  private void tryStore(UploadSettings settings) {
    String what =
        "bucket %s at %s by %s"
            .formatted(
                settings.store().bucket(),
                settings.store().endpoint().map(URI::toString).orElse("Amazon S3"),
                client(settings.store()));
    try (ObjectStore store = StoreFactory.open(settings.store())) {
      store.checkBucket();
      String key = settings.uploads().prefix() + ".sluice-check";
      store.put(
          key,
          new Content.Bytes("written by sluice check".getBytes(StandardCharsets.UTF_8)),
          "text/plain");
      store.delete(key);
      findings.ok("store", what + " takes and deletes objects");
    } catch (StoreException e) {
      findings.fail("store", what + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new StartException("Recordings cannot be uploaded: " + e.getMessage() + ".", e);
    }
  }

  private static String client(StoreOptions store) {
    return switch (StoreFactory.chosen(store)) {
      case AWS -> "the AWS SDK";
      case MINIO -> "the MinIO client";
      case AUTO -> throw new IllegalStateException("AUTO was decided");
    };
  }

  /** {@code 12.3G}. */
  static String size(long bytes) {
    double value = bytes;
    int unit = -1;
    while (value >= UNIT && unit + 1 < UNITS.length()) {
      value /= UNIT;
      unit++;
    }
    return unit < 0
        ? Long.toString(bytes)
        : String.format(Locale.ROOT, "%.1f%c", value, UNITS.charAt(unit));
  }
}
