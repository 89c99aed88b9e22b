package dev.sluice.recorder;

/**
 * Hears what the recorder does, for logs, metrics and traces. Called on the recorder's own threads,
 * which it must not keep waiting.
 */
@FunctionalInterface
public interface RecordingObserver {

  void onEvent(RecorderEvent event);
}
