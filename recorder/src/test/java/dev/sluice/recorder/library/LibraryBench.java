package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.upload.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A library to test with, on a real directory and with a disk that is as full as is wanted. */
final class LibraryBench {

  static final long GIB = 1L << 30;

  final List<RecorderEvent> events = new CopyOnWriteArrayList<>();
  final Path root;
  volatile long freeBytes = 100 * GIB;
  volatile Instant now = Samples.START;
  Optional<ObjectStore> store = Optional.empty();
  RetentionOptions retention = RetentionOptions.NONE;
  LibraryOptions.Uploads uploads = LibraryOptions.Uploads.OFF;

  /** Finds one second of VP8 in every file, but for those that begin with a zero. */
  FileRepair repair =
      (folder, name) -> {
        ByteBuffer first = ByteBuffer.allocate(1);
        try (FileChannel channel = folder.read(name)) {
          channel.read(first);
          return first.get(0) == 0
              ? new FileRepair.Outcome.Hopeless("it begins with a zero")
              : new FileRepair.Outcome.Whole(
                  1_000,
                  channel.size(),
                  List.of(new FileRepair.FoundTrack(1, Codec.VP8, 640, 360, 0, 0, 25, 2)),
                  Optional.empty(),
                  Optional.empty());
        }
      };

  LibraryBench(Path root) {
    this.root = root;
  }

  RecordingLibrary open() throws LibraryException {
    return RecordingLibrary.open(options(), services(), repair);
  }

  /** One that repairs files as a server does. */
  RecordingLibrary openReal() throws LibraryException {
    return RecordingLibrary.open(options(), services());
  }

  private LibraryOptions options() {
    return new LibraryOptions(root, total -> GIB, retention, uploads);
  }

  private LibraryServices services() {
    return new LibraryServices(
        events::add,
        store.map(to -> new LibraryServices.Copies(to, "prefix/")),
        () -> new DiskSpace.Reading(freeBytes, 1_000 * GIB),
        () -> now,
        System::nanoTime);
  }

  /** Writes a file of a recording, whose first byte is {@code first}. */
  static void fill(RecordingFolder folder, String name, int bytes, int first) throws IOException {
    byte[] content = new byte[bytes];
    content[0] = (byte) first;
    try (FileChannel channel = folder.create(name)) {
      channel.write(ByteBuffer.wrap(content));
    }
  }

  /** A recording in the directory, as an earlier server left it. */
  RecordingFolder left(RecordingId id, String room, Manifest manifest) throws IOException {
    RecordingFolder folder = RecordingFolder.create(root, id, room);
    folder.save(manifest);
    for (ManifestFile file : manifest.files()) {
      if (file.bytes() > 0) {
        fill(folder, file.name(), (int) file.bytes(), 1);
      }
    }
    return folder;
  }

  /** What was told at this place, which may come after what it is about can be seen. */
  RecorderEvent event(int index) {
    await(() -> events.size() > index);
    return events.get(index);
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("it does not happen");
      }
      LockSupport.parkNanos(1_000_000); // leaves the core to those who are waited for
    }
  }

  static void recovered(RecordingLibrary library) {
    library.recovered().toCompletableFuture().join();
  }
}
