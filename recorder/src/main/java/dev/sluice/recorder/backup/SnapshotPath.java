package dev.sluice.recorder.backup;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.SafeNames;
import java.util.regex.Pattern;

/**
 * The name of a file in a snapshot: {@code records/ROOM/ID/FILE}, {@code records/FILE}, or {@code
 * state/NAME} for what a server keeps besides. Nothing else is one, so that no snapshot, whoever
 * wrote it, names a file elsewhere.
 */
sealed interface SnapshotPath {

  /** With slashes. */
  String text();

  /**
   * A file of a recording: its manifest, or media.
   *
   * @param room the name of the room's folder
   */
  record Recorded(String room, RecordingId id, String name) implements SnapshotPath {

    public Recorded {
      if (!SafeNames.isRoom(room) || !(isManifest(name) || SafeNames.isFile(name))) {
        throw new IllegalArgumentException("not a file of a recording");
      }
    }

    @Override
    public String text() {
      return RECORDS + room + "/" + id + "/" + name;
    }

    boolean isManifest() {
      return isManifest(name);
    }

    private static boolean isManifest(String name) {
      return name.equals(RecordingFolder.MANIFEST);
    }
  }

  /** A file that go-live recorded into the same directory: {@code records/NAME}. */
  record OfGoLive(String name) implements SnapshotPath {

    public OfGoLive {
      if (!SafeNames.isOfGoLive(name)) {
        throw new IllegalArgumentException("not a file of go-live");
      }
    }

    @Override
    public String text() {
      return RECORDS + name;
    }
  }

  /**
   * A file of the server's own, by what it is: {@code deny-list}, {@code audit-log}, or {@code
   * audit-log.2026-11-26.0}.
   */
  record State(String name) implements SnapshotPath {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]{0,30}(\\.[0-9-]{1,20}){0,2}");

    public State {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not a file of a server's state");
      }
    }

    @Override
    public String text() {
      return STATE + name;
    }
  }

  String RECORDS = "records/";

  String STATE = "state/";

  /**
   * @throws IllegalArgumentException when no file of a snapshot can be called so
   */
  static SnapshotPath parse(String text) {
    if (text.startsWith(STATE)) {
      return new State(text.substring(STATE.length()));
    }
    String[] parts = text.split("/", -1);
    if (text.startsWith(RECORDS) && parts.length == 4) {
      return new Recorded(parts[1], new RecordingId(parts[2]), parts[3]);
    }
    if (text.startsWith(RECORDS) && parts.length == 2) {
      return new OfGoLive(parts[1]);
    }
    throw new IllegalArgumentException("not a file of a snapshot");
  }
}
