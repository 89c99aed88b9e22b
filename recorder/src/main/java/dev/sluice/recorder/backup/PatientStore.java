package dev.sluice.recorder.backup;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.Content;
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
import java.util.function.Consumer;

/**
 * A store that may fail now and then: what fails in passing is tried again, and reading goes on
 * where it stopped. What refuses, or fails again and again, is an {@link AwayException}.
 */
final class PatientStore {

  private static final int TRIES = 6;
  private static final int FIRST_TRIES = 3;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final int BUFFER_BYTES = 256 << 10;
  private static final String TYPE = "application/octet-stream";

  private final ObjectStore store;
  private final Consumer<Duration> pause;
  private final int mostTries;

  private PatientStore(ObjectStore store, Consumer<Duration> pause, int mostTries) {
    this.store = store;
    this.pause = pause;
    this.mostTries = mostTries;
  }

  /** Tries for a minute. */
  PatientStore(ObjectStore store, Transfer transfer) {
    this(store, transfer::pause, TRIES);
  }

  /** The same for who waits for the answer, as at the first request: tries for some seconds. */
  PatientStore atFirst() {
    return new PatientStore(store, pause, FIRST_TRIES);
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

  void checkBucket() throws AwayException {
    retried(
        () -> {
          store.checkBucket();
          return true;
        });
  }

  List<StoredObject> list(String prefix, String after) throws AwayException {
    return retried(() -> store.list(prefix, after));
  }

  Optional<ObjectHead> head(String key) throws AwayException {
    return retried(() -> store.head(key));
  }

  /**
   * Puts an object; a store has all of it, or as it was before.
   *
   * @param data not copied
   */
  void put(String key, byte[] data) throws AwayException {
    Content.Bytes content = new Content.Bytes(data);
    retried(() -> store.put(key, content, TYPE));
  }

  void delete(String key) throws AwayException {
    retried(
        () -> {
          store.delete(key);
          return true;
        });
  }

  private <T> T retried(Request<T> request) throws AwayException {
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
   * @throws AwayException when the store fails
   * @throws IOException when the sink does
   */
  void read(String key, long bytes, Sink sink) throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, bytes)];
    long position = 0;
    int tries = 0;
    while (position < bytes) {
      try (InputStream in = store.read(key, position, bytes - position)) {
        int length;
        while (position < bytes && (length = fill(in, buffer)) > 0) {
          int wanted = (int) Math.min(length, bytes - position);
          sink.write(buffer, wanted);
          position += wanted;
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

  private void giveUpOrWait(int tries, StoreException failure) throws AwayException {
    if (failure.failure() != UploadFailure.TRANSIENT || tries >= mostTries) {
      throw new AwayException("the store fails: " + failure.getMessage(), failure);
    }
    pause.accept(FIRST_PAUSE.multipliedBy(1L << (tries - 1)));
  }
}
