package dev.sluice.server.http.recordings;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.library.RecordingLibrary;
import dev.sluice.recorder.library.RecordingPage;
import dev.sluice.recorder.library.RecordingQuery;
import dev.sluice.recorder.library.RecordingSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Cuts the library into pages: of recordings, or of their files, the newest recording first. */
final class RecordingList {

  private static final int BATCH = 100;

  private final RecordingLibrary library;

  RecordingList(RecordingLibrary library) {
    this.library = library;
  }

  /**
   * Some of what was asked for.
   *
   * @param next where the next page begins; empty when there is none
   */
  record Page<T>(List<T> items, Optional<ListCursor> next) {}

  /** A file, and whose it is. */
  record Item(RecordingSummary recording, RecordingSummary.File file) {}

  Page<RecordingSummary> recordings(RecordingQuery query, Optional<ListCursor> after, int limit) {
    RecordingPage page = library.list(query, after.map(ListCursor::recording), limit);
    List<RecordingSummary> items = page.recordings();
    return new Page<>(
        items,
        page.more()
            ? Optional.of(new ListCursor(items.get(items.size() - 1).id(), OptionalInt.empty()))
            : Optional.empty());
  }

  /** Files in the order of their recordings, and in each in the order in which they were begun. */
  Page<Item> files(RecordingQuery query, Optional<ListCursor> after, int limit) {
    List<Item> items = new ArrayList<>();
    if (after.isPresent() && after.get().files().isPresent()) {
      Optional<ListCursor> full =
          library
              .find(after.get().recording())
              .filter(recording -> query.rooms().test(recording.room()))
              .flatMap(
                  recording -> add(items, recording, after.get().files().getAsInt(), query, limit));
      if (full.isPresent()) {
        return new Page<>(items, full);
      }
    }
    Optional<RecordingId> last = after.map(ListCursor::recording);
    RecordingPage page;
    do {
      page = library.list(query, last, BATCH);
      for (RecordingSummary recording : page.recordings()) {
        Optional<ListCursor> full = add(items, recording, 0, query, limit);
        if (full.isPresent()) {
          return new Page<>(items, full);
        }
        last = Optional.of(recording.id());
      }
    } while (page.more());
    return new Page<>(items, Optional.empty());
  }

  /** Adds files of a recording; tells where to go on when not all found room. */
  private static Optional<ListCursor> add(
      List<Item> items, RecordingSummary recording, int from, RecordingQuery query, int limit) {
    List<RecordingSummary.File> files = recording.files();
    for (int i = from; i < files.size(); i++) {
      RecordingSummary.File file = files.get(i);
      if (!query.participant().map(file::isOf).orElse(true)) {
        continue;
      }
      if (items.size() == limit) {
        return Optional.of(new ListCursor(recording.id(), OptionalInt.of(i)));
      }
      items.add(new Item(recording, file));
    }
    return Optional.empty();
  }
}
