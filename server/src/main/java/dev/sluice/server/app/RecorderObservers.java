package dev.sluice.server.app;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecordingObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several observers; what one of them throws harms neither the others nor the recorder. */
final class RecorderObservers implements RecordingObserver {

  private static final Logger log = LoggerFactory.getLogger(RecorderObservers.class);

  private final List<RecordingObserver> observers = new CopyOnWriteArrayList<>();

  void add(RecordingObserver observer) {
    observers.add(observer);
  }

  @Override
  public void onEvent(RecorderEvent event) {
    for (RecordingObserver observer : observers) {
      try {
        observer.onEvent(event);
      } catch (RuntimeException e) {
        log.error("cannot tell {} of {}", observer.getClass().getSimpleName(), event, e);
      }
    }
  }
}
