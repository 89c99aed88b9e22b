package dev.sluice.recorder.matroska;

import java.io.IOException;
import java.util.Arrays;

/**
 * Where a player may begin: the Cues of a file, gathered while it grows. RFC 9559 §5.1.5, §22.
 *
 * <p>Memory is bounded: at {@link #MAX_POINTS} every other point is given up, and points nearer to
 * each other than those which are left are not taken any more. With a keyframe every two seconds
 * that comes after eighteen hours.
 */
final class CueIndex {

  static final int MAX_POINTS = 32_768;

  private static final int POINT_LENGTH = 2 + (2 + Long.BYTES) + 2 + 3 + (2 + Long.BYTES);
  private static final int CHUNK = 32 * 1024;

  private long[] timestamps = new long[16];
  private long[] clusters = new long[16];
  private byte[] tracks = new byte[16];
  private int count;
  private long spacing;

  boolean isEmpty() {
    return count == 0;
  }

  /**
   * Takes in a point.
   *
   * @param timestamp in milliseconds
   * @param track its number
   * @param cluster where it begins, counted from the Segment's content
   */
  void add(long timestamp, int track, long cluster) {
    if (count > 0 && timestamp - timestamps[count - 1] < spacing) {
      return;
    }
    if (count == MAX_POINTS) {
      thin();
    }
    if (count == timestamps.length) {
      grow();
    }
    timestamps[count] = timestamp;
    clusters[count] = cluster;
    tracks[count] = (byte) track;
    count++;
  }

  private void grow() {
    int larger = Math.min(MAX_POINTS, count * 2);
    timestamps = Arrays.copyOf(timestamps, larger);
    clusters = Arrays.copyOf(clusters, larger);
    tracks = Arrays.copyOf(tracks, larger);
  }

  private void thin() {
    for (int i = 0; i < count / 2; i++) {
      timestamps[i] = timestamps[2 * i];
      clusters[i] = clusters[2 * i];
      tracks[i] = tracks[2 * i];
    }
    count /= 2;
    spacing = Math.max(1, (timestamps[count - 1] - timestamps[0]) / count);
  }

  /** Appends the Cues element. Only for an index that is not empty. */
  void write(ContainerOutput output) throws IOException {
    EbmlBuffer buffer = new EbmlBuffer();
    buffer.id(MatroskaElement.CUES);
    buffer.longSize((long) count * POINT_LENGTH);
    for (int i = 0; i < count; i++) {
      writePoint(buffer, i);
      if (buffer.length() >= CHUNK) {
        output.append(buffer.data(), 0, buffer.length());
        buffer.clear();
      }
    }
    output.append(buffer.data(), 0, buffer.length());
  }

  private void writePoint(EbmlBuffer buffer, int point) {
    buffer.id(MatroskaElement.CUE_POINT);
    buffer.size(POINT_LENGTH - 2);
    buffer.longUnsignedInteger(MatroskaElement.CUE_TIME, timestamps[point]);
    buffer.id(MatroskaElement.CUE_TRACK_POSITIONS);
    buffer.size(3 + 2 + Long.BYTES);
    buffer.unsignedInteger(MatroskaElement.CUE_TRACK, tracks[point]);
    buffer.longUnsignedInteger(MatroskaElement.CUE_CLUSTER_POSITION, clusters[point]);
  }
}
