package dev.sluice.server.http.recordings;

import dev.sluice.recorder.upload.ObjectStore;
import dev.sluice.recorder.upload.StoreException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Gives addresses of objects that a browser can read for a while. Thread-safe; may block. */
@FunctionalInterface
public interface RemoteLinks {

  /**
   * The address of an object.
   *
   * @param downloadName what a browser should save it as; empty to show it
   * @throws IOException when the store has none to give
   */
  URI link(String key, Optional<String> downloadName) throws IOException;

  /** Addresses of a store's objects, good for {@code validity}. */
  static RemoteLinks of(ObjectStore store, Duration validity) {
    return (key, downloadName) -> {
      try {
        return store.presignGet(key, validity, downloadName);
      } catch (StoreException e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }
}
