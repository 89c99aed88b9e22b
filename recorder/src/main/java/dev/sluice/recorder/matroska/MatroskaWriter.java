package dev.sluice.recorder.matroska;

import java.io.IOException;
import java.util.List;

/**
 * Writes one Matroska or WebM file while its media happens. The file is playable at any moment:
 * Segment and the Cluster in progress have an unknown size, as live streams do. {@link #finish}
 * gives it an index and its duration, and the header is overwritten for that, once.
 *
 * <p>Frames may come in any interleaving; a window of at most 400 ms puts those of different tracks
 * into order. What a killed process loses is what came since the fourth last {@link #flush}: call
 * it about ten times a second.
 *
 * <p>Not thread-safe. Allocates nothing per frame. After an {@link IOException} the writer is of no
 * more use; {@link MatroskaRepair} makes a file of what there is.
 */
public final class MatroskaWriter {

  private final ContainerOutput output;
  private final SegmentLayout layout;
  private final ClusterWriter clusters;
  private final FrameInterleaver interleaver;
  private final TrackState[] tracks;
  private final int[] indexByNumber = new int[TrackDescription.MAX_NUMBER + 1];
  private final long headerBytes;
  private boolean finished;

  /**
   * Writes the header.
   *
   * @param output empty; stays the caller's to close
   * @param tracks at least one, of different numbers
   * @throws IllegalArgumentException when there is no track, or two have the same number
   */
  public MatroskaWriter(
      ContainerOutput output, SegmentDescription segment, List<TrackDescription> tracks)
      throws IOException {
    this.output = output;
    this.tracks = new TrackState[tracks.size()];
    boolean hasVideo = false;
    for (TrackDescription track : tracks) {
      hasVideo |= track.configuration().isVideo();
    }
    takeTracks(tracks);
    EbmlBuffer header = new EbmlBuffer();
    layout = SegmentHeader.write(header, segment, tracks);
    output.append(header.data(), 0, header.length());
    headerBytes = header.length();
    clusters = new ClusterWriter(output, layout.segmentData(), hasVideo);
    interleaver = new FrameInterleaver(tracks.size(), this::writeInOrder);
  }

  private void takeTracks(List<TrackDescription> descriptions) {
    if (descriptions.isEmpty()) {
      throw new IllegalArgumentException("a file needs a track");
    }
    for (int i = 0; i < tracks.length; i++) {
      TrackDescription description = descriptions.get(i);
      if (indexByNumber[description.number()] != 0) {
        throw new IllegalArgumentException("two tracks of number " + description.number());
      }
      indexByNumber[description.number()] = i + 1;
      tracks[i] = new TrackState(description.number(), description.configuration().isVideo());
    }
  }

  /**
   * Takes a coded frame, in the form that the track's codec has in Matroska.
   *
   * @param track the number of one of the tracks
   * @param timestampNanos from the Segment's start, 0 or more; kept to the millisecond
   * @param keyframe whether decoding can begin with it; true for audio
   * @param data copied or written before this returns
   * @param length 1 or more
   * @throws IllegalArgumentException when track, timestamp or length is none
   */
  public void writeFrame(
      int track, long timestampNanos, boolean keyframe, byte[] data, int offset, int length)
      throws IOException {
    if (track < 1 || track > TrackDescription.MAX_NUMBER || indexByNumber[track] == 0) {
      throw new IllegalArgumentException("no track " + track);
    }
    if (timestampNanos < 0 || length < 1) {
      throw new IllegalArgumentException("a frame needs a time and bytes");
    }
    if (finished) {
      throw new IllegalStateException("the file is finished");
    }
    interleaver.add(indexByNumber[track] - 1, timestampNanos, keyframe, data, offset, length);
  }

  private void writeInOrder(
      int index, long timestampNanos, boolean keyframe, byte[] data, int offset, int length)
      throws IOException {
    TrackState track = tracks[index];
    track.advance(timestampNanos, data, offset, length);
    clusters.write(track, toMillis(timestampNanos), keyframe, data, offset, length);
  }

  private static long toMillis(long nanos) {
    return (nanos + SegmentHeader.TIMESTAMP_SCALE_NANOS / 2) / SegmentHeader.TIMESTAMP_SCALE_NANOS;
  }

  /**
   * Hands what was written to the output, and the output's to the system. Frames that still wait
   * for those of another track stay, for three more calls at most.
   */
  public void flush() throws IOException {
    interleaver.settle();
    output.flush();
  }

  /** Bytes before the first Cluster, below 64 KiB; {@link #finish} overwrites some of them. */
  public long headerBytes() {
    return headerBytes;
  }

  /**
   * Bytes from {@link #headerBytes} up to here never change again: closed Clusters. Right after
   * {@link #flush} they are all with the system.
   */
  public long sealedBytes() {
    return clusters.sealed();
  }

  /** From the Segment's start to the end of the last frame that is written, in nanoseconds. */
  public long durationNanos() {
    long duration = 0;
    for (TrackState track : tracks) {
      duration = Math.max(duration, track.endNanos());
    }
    return duration;
  }

  /** Writes what waits, closes the Cluster, and makes the file seekable. Called once. */
  public void finish() throws IOException {
    if (finished) {
      throw new IllegalStateException("the file is finished");
    }
    finished = true;
    interleaver.drain();
    clusters.close();
    SegmentFinish.write(output, layout, clusters.index(), durationNanos());
  }
}
