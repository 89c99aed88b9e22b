package dev.sluice.recorder.library;

import dev.sluice.recorder.RecordingId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All recordings, by the time at which they began. Thread-safe. */
final class RecordingIndex {

  private final ConcurrentNavigableMap<RecordingId, Entry> entries = new ConcurrentSkipListMap<>();

  /** False when there is another of that id. */
  boolean add(Entry entry) {
    return entries.putIfAbsent(entry.folder().id(), entry) == null;
  }

  void remove(Entry entry) {
    entries.remove(entry.folder().id(), entry);
  }

  Optional<Entry> find(RecordingId id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** All of them, the oldest first; a live view. */
  Collection<Entry> oldestFirst() {
    return entries.values();
  }

  /**
   * Those that {@code query} wants, the newest first.
   *
   * @param after of a page before: only older ones, whether that one is still there or not
   */
  RecordingPage list(RecordingQuery query, Optional<RecordingId> after, int limit) {
    NavigableMap<RecordingId, Entry> newestFirst = entries.descendingMap();
    NavigableMap<RecordingId, Entry> rest =
        after.isPresent() ? newestFirst.tailMap(after.get(), false) : newestFirst;
    List<RecordingSummary> page = new ArrayList<>();
    for (Entry entry : rest.values()) {
      RecordingSummary recording = entry.summary();
      if (query.matches(recording)) {
        if (page.size() == limit) {
          return new RecordingPage(page, true);
        }
        page.add(recording);
      }
    }
    return new RecordingPage(page, false);
  }
}
