package dev.sluice.recorder.engine;

import dev.sluice.recorder.library.ManifestTrack;
import dev.sluice.recorder.library.RecordingFile;
import dev.sluice.recorder.matroska.ChannelOutput;
import dev.sluice.recorder.matroska.MatroskaWriter;
import dev.sluice.recorder.matroska.SegmentDescription;
import dev.sluice.recorder.track.Member;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A file while it is written. Owned by the writer. After an {@link IOException} it is broken, and
 * only {@link #channel} may be used, to save what there is.
 */
final class SegmentFile {

  private final RecordingFile file;
  private final FileChannel channel;
  private final ChannelOutput output;
  private final MatroskaWriter writer;
  private final List<FileTrack> tracks;
  private final long startNanos;

  private boolean broken;
  private long countedBytes;
  private long grownBytes;
  private long offsetNanos;

  private SegmentFile(
      RecordingFile file,
      FileChannel channel,
      ChannelOutput output,
      MatroskaWriter writer,
      List<FileTrack> tracks,
      long startNanos,
      long offsetNanos) {
    this.file = file;
    this.channel = channel;
    this.output = output;
    this.writer = writer;
    this.tracks = tracks;
    this.startNanos = startNanos;
    this.offsetNanos = offsetNanos;
  }

  /**
   * Begins an empty file.
   *
   * @param startNanos group time of its timestamp 0
   * @param offsetNanos the same from the recording's start, as is known now
   */
  static SegmentFile begin(
      RecordingFile file,
      FileChannel channel,
      SegmentDescription description,
      List<FileTrack> tracks,
      long startNanos,
      long offsetNanos)
      throws IOException {
    ChannelOutput output = new ChannelOutput(channel, 0);
    MatroskaWriter writer =
        new MatroskaWriter(
            output, description, tracks.stream().map(FileTrack::description).toList());
    return new SegmentFile(file, channel, output, writer, tracks, startNanos, offsetNanos);
  }

  RecordingFile file() {
    return file;
  }

  FileChannel channel() {
    return channel;
  }

  List<FileTrack> tracks() {
    return tracks;
  }

  boolean isBroken() {
    return broken;
  }

  /** Group time of timestamp 0. */
  long startNanos() {
    return startNanos;
  }

  /** From the recording's start to timestamp 0. */
  long offsetNanos() {
    return offsetNanos;
  }

  /** More is known of the publisher's clock now. */
  void offsetNanos(long better) {
    offsetNanos = better;
  }

  long bytes() {
    return output.position();
  }

  long durationMillis() {
    return TimeUnit.NANOSECONDS.toMillis(writer.durationNanos());
  }

  List<ManifestTrack> manifestTracks() {
    return tracks.stream().map(track -> track.manifest(offsetNanos)).toList();
  }

  void write(
      Member member,
      long groupNanos,
      boolean keyframe,
      long packets,
      byte[] data,
      int offset,
      int length)
      throws IOException {
    FileTrack track = track(member);
    // Frames that are shown before the first one that came cannot be before the file's beginning.
    long at = Math.max(0, groupNanos - startNanos);
    track.onFrame(at, keyframe, packets, data, offset, length);
    try {
      writer.writeFrame(track.number(), at, keyframe, data, offset, length);
    } catch (IOException e) {
      broken = true;
      throw e;
    }
  }

  private FileTrack track(Member member) {
    for (FileTrack track : tracks) {
      if (track.writer().member() == member) {
        return track;
      }
    }
    throw new IllegalStateException("a frame of a track that is not in the file");
  }

  /** What was written is the operating system's. */
  void flush(WriterContext context) throws IOException {
    try {
      writer.flush();
    } catch (IOException e) {
      broken = true;
      throw e;
    } finally {
      countBytes(context);
    }
    long sealed = writer.sealedBytes();
    if (sealed > grownBytes) {
      grownBytes = sealed;
      context.tellListeners(listener -> listener.onFileGrown(file, writer.headerBytes(), sealed));
    }
  }

  /** Makes it whole; stays open. */
  void finish(WriterContext context) throws IOException {
    try {
      writer.finish();
      output.flush();
    } catch (IOException e) {
      broken = true;
      throw e;
    } finally {
      countBytes(context);
    }
  }

  private void countBytes(WriterContext context) {
    context.countBytes(output.position() - countedBytes);
    countedBytes = output.position();
  }
}
