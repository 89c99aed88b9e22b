package dev.sluice.recorder.backup;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.ObjectStore.ObjectHead;
import dev.sluice.recorder.upload.ObjectStore.StoredObject;
import dev.sluice.recorder.upload.StoreException;
import dev.sluice.recorder.upload.StoreFailures;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads objects of a store that may fail now and then, and goes on where it stopped. */
final class StoreReader {

  private static final int TRIES = 6;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int BUFFER_BYTES = 256 << 10;

  private final ObjectStore store;
  private final Transfer transfer;

  StoreReader(ObjectStore store, Transfer transfer) {
    this.store = store;
    this.transfer = transfer;
  }

  /** Takes bytes of an object. */
  @FunctionalInterface
  interface Sink {
    void write(byte[] data, int length) throws IOException;
  }

  @FunctionalInterface
  private interface Request<T> {
    T make() throws StoreException;
  }

  List<StoredObject> list(String prefix, String after) throws BackupException {
    return retried(() -> store.list(prefix, after));
  }

  Optional<ObjectHead> head(String key) throws BackupException {
    return retried(() -> store.head(key));
  }

  private <T> T retried(Request<T> request) throws BackupException {
    for (int tries = 1; ; tries++) {
      try {
        return request.make();
      } catch (StoreException e) {
        giveUpOrWait(tries, e);
      }
    }
  }

  /**
   * Reads an object from its first byte to its last.
   *
   * @param bytes how long it is
   * @throws IOException when the sink fails
   * @throws BackupException when the store does, again and again
   */
  void read(String key, long bytes, Sink sink) throws IOException, BackupException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long position = 0;
    int tries = 0;
    while (position < bytes) {
      try (InputStream in = store.read(key, position, bytes - position)) {
        int length;
        while ((length = fill(in, buffer)) > 0) {
          sink.write(buffer, (int) Math.min(length, bytes - position));
          transfer.read(length);
          position += length;
          tries = 0;
        }
        if (position < bytes) {
          giveUpOrWait(
              ++tries,
              new StoreException(
                  UploadFailure.TRANSIENT, "the store's answer ended after " + position));
        }
      } catch (StoreException e) {
        giveUpOrWait(++tries, e);
      }
    }
  }

  /** A failure of the store is told from one of the sink. */
  private static int fill(InputStream in, byte[] buffer) throws StoreException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw StoreFailures.of(e);
    }
  }

  private void giveUpOrWait(int tries, StoreException failure) throws BackupException {
    if (failure.failure() != UploadFailure.TRANSIENT || tries >= TRIES) {
      throw new BackupException("the store fails: " + failure.getMessage(), failure);
    }
    transfer.pause(FIRST_PAUSE.multipliedBy(1L << (tries - 1)));
  }
}
