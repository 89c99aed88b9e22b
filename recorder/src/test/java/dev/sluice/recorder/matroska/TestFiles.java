package dev.sluice.recorder.matroska;

import dev.sluice.recorder.check.SampleFrame;
import dev.sluice.recorder.check.SampleTrack;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Files written as the recorder does. */
final class TestFiles {

  private static final Instant START = Instant.parse("2026-11-26T01:21:09.123Z");
  private static final long FIRST_UID = 0x7A5E_0000_0000_0001L;

  private TestFiles() {}

  record Arrival(int track, SampleFrame frame) {}

  /** The frames of all tracks in order of their timestamps. */
  static List<Arrival> inOrder(List<SampleTrack> tracks) {
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < tracks.size(); i++) {
      for (SampleFrame frame : tracks.get(i).frames()) {
        arrivals.add(new Arrival(i + 1, frame));
      }
    }
    arrivals.sort(Comparator.comparingLong(arrival -> arrival.frame().timestampNanos()));
    return arrivals;
  }

  static List<TrackDescription> describe(List<SampleTrack> tracks) {
    List<TrackDescription> descriptions = new ArrayList<>();
    for (SampleTrack track : tracks) {
      int number = descriptions.size() + 1;
      descriptions.add(
          new TrackDescription(
              number,
              FIRST_UID + number,
              track.configuration(),
              "track " + number,
              TrackDescription.UNDETERMINED));
    }
    return descriptions;
  }

  static SegmentDescription segment() {
    return new SegmentDescription("a room", START, "Sluice test", Map.of("PARTICIPANT", "alice"));
  }

  /** A finished file. */
  static Path write(Path directory, List<SampleTrack> tracks) throws IOException {
    return write(directory, inOrder(tracks), describe(tracks), MatroskaWriter::finish);
  }

  /** A finished file, of frames that came in any order. */
  static Path write(Path directory, List<Arrival> arrivals, List<TrackDescription> descriptions)
      throws IOException {
    return write(directory, arrivals, descriptions, MatroskaWriter::finish);
  }

  /** A file as a killed process leaves it. */
  static Path writeWithoutFinish(Path directory, List<SampleTrack> tracks) throws IOException {
    return write(directory, inOrder(tracks), describe(tracks), TestFiles::settle);
  }

  /** All that was written is in the output then. */
  static void settle(MatroskaWriter writer) throws IOException {
    for (int i = 0; i <= FrameInterleaver.SETTLING_CALLS; i++) {
      writer.flush();
    }
  }

  private interface Ending {
    void end(MatroskaWriter writer) throws IOException;
  }

  private static Path write(
      Path directory, List<Arrival> arrivals, List<TrackDescription> descriptions, Ending ending)
      throws IOException {
    Path file = directory.resolve("recording." + DocType.of(descriptions).extension());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      MatroskaWriter writer =
          new MatroskaWriter(new ChannelOutput(channel, 0), segment(), descriptions);
      for (Arrival arrival : arrivals) {
        byte[] data = arrival.frame().data();
        writer.writeFrame(
            arrival.track(),
            arrival.frame().timestampNanos(),
            arrival.frame().keyframe(),
            data,
            0,
            data.length);
      }
      ending.end(writer);
    }
    return file;
  }
}
