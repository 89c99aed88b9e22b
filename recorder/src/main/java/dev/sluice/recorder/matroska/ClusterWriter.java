package dev.sluice.recorder.matroska;

import java.io.IOException;

/**
 * Puts frames into SimpleBlocks and those into Clusters. RFC 9559 §5.1.3, §10, §11.
 *
 * <p>A Cluster ends at the next video keyframe, after five seconds or five megabytes, and when a
 * frame comes that is earlier than others already in it: players that take files piece by piece
 * want no steps back inside of one. Until it ends its size is unknown, which is all that a file cut
 * off here has to be forgiven.
 */
final class ClusterWriter {

  private static final long MAX_MILLIS = 5_000;
  private static final long MAX_BYTES = 5_000_000;
  private static final int FLAG_KEYFRAME = 0x80;
  private static final int BLOCK_HEADER_LENGTH = 4;
  private static final int TRACK_NUMBER_MARKER = 0x80;
  private static final long NONE = -1;

  private final ContainerOutput output;
  private final long segmentData;
  private final boolean hasVideo;
  private final CueIndex index = new CueIndex();
  private final EbmlBuffer buffer = new EbmlBuffer();

  private long clusterContent = NONE;
  private long clusterMillis;
  private long lastMillis;
  private long sealed;

  ClusterWriter(ContainerOutput output, long segmentData, boolean hasVideo) {
    this.output = output;
    this.segmentData = segmentData;
    this.hasVideo = hasVideo;
    this.sealed = output.position();
  }

  /** Where the last closed Cluster ends, or the header if there is none. */
  long sealed() {
    return sealed;
  }

  CueIndex index() {
    return index;
  }

  /**
   * Appends a frame.
   *
   * @param track which has taken note of it
   */
  void write(TrackState track, long millis, boolean keyframe, byte[] data, int offset, int length)
      throws IOException {
    boolean videoKeyframe = keyframe && track.isVideo();
    if (clusterContent == NONE || videoKeyframe || mustEnd(track, millis)) {
      close();
      open(millis);
      if (videoKeyframe || !hasVideo) {
        index.add(millis, track.number(), clusterPosition());
      }
    }
    lastMillis = Math.max(lastMillis, millis);
    buffer.clear();
    buffer.id(MatroskaElement.SIMPLE_BLOCK);
    buffer.size((long) length + BLOCK_HEADER_LENGTH);
    buffer.blockHeader(
        TRACK_NUMBER_MARKER | track.number(),
        (int) (millis - clusterMillis),
        keyframe ? FLAG_KEYFRAME : 0);
    output.append(buffer.data(), 0, buffer.length());
    output.append(data, offset, length);
  }

  private boolean mustEnd(TrackState track, long millis) {
    long age = millis - clusterMillis;
    return age >= MAX_MILLIS
        || age < Short.MIN_VALUE
        || (millis < lastMillis && !track.goesBack())
        || output.position() - clusterContent >= MAX_BYTES;
  }

  private long clusterPosition() {
    return sealed - segmentData;
  }

  private void open(long millis) throws IOException {
    buffer.clear();
    buffer.id(MatroskaElement.CLUSTER);
    buffer.unknownSize();
    clusterContent = output.position() + buffer.length();
    buffer.unsignedInteger(MatroskaElement.TIMESTAMP, millis);
    output.append(buffer.data(), 0, buffer.length());
    clusterMillis = millis;
    lastMillis = millis;
  }

  /** Ends the Cluster in progress, if there is one: its size becomes known. */
  void close() throws IOException {
    if (clusterContent == NONE) {
      return;
    }
    buffer.clear();
    buffer.longSize(output.position() - clusterContent);
    output.overwrite(
        clusterContent - EbmlBuffer.MASTER_SIZE_LENGTH, buffer.data(), 0, buffer.length());
    sealed = output.position();
    clusterContent = NONE;
  }
}
