package dev.sluice.recorder.backup;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.library.SafeNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The recordings that lie in a directory, whoever else uses it; what is not ours is left out. */
final class RecordingsList {

  private RecordingsList() {}

  /**
   * Where a recording lies; the oldest comes first.
   *
   * @param room the name of the room's folder
   */
  record Place(String room, RecordingId id) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::id).thenComparing(Place::room);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }

    /** As a path has it. */
    @Override
    public String toString() {
      return room + "/" + id;
    }
  }

  /**
   * All of them, the oldest first; none when the directory is not there.
   *
   * @throws IOException when it cannot be read
   */
  static List<Place> of(Path root) throws IOException {
    List<Place> places = new ArrayList<>();
    for (String room : directories(root)) {
      if (SafeNames.isRoom(room)) {
        for (String name : directories(root.resolve(room))) {
          if (RecordingId.isValid(name)) {
            places.add(new Place(room, new RecordingId(name)));
          }
        }
      }
    }
    places.sort(null);
    return places;
  }

  private static List<String> directories(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, NOFOLLOW_LINKS)) {
          names.add(entry.getFileName().toString());
        }
      }
    } catch (NoSuchFileException e) {
      // not made yet, or gone just now
    }
    return names;
  }
}
