package dev.sluice.recorder.matroska;

import java.io.IOException;
import java.util.List;

/**
 * Looks through a file from its beginning to the last element that is whole. Memory is bounded
 * whatever the file is; time grows with its elements, not with its bytes.
 */
final class SegmentScanner {

  /** Hears of Clusters whose size the file does not say, or says wrongly. */
  interface ClusterListener {

    /**
     * @param sizePosition where the size is
     * @param sizeLength how many bytes it has there
     * @param content what it should be
     */
    void onOpenCluster(long sizePosition, int sizeLength, long content);
  }

  private static final int FLAG_KEYFRAME = 0x80;
  private static final int BLOCK_HEADER_LENGTH = 4;
  private static final int TRACK_NUMBER_MARKER = 0x80;
  // Ten years; later ones are rubbish.
  private static final long MAX_NANOS = 315_360_000_000_000_000L;

  private final ElementReader in;
  private final ClusterListener listener;
  private final ScannedHeader header;
  private final CueIndex index = new CueIndex();
  private final ScannedTrack[] byNumber = new ScannedTrack[TrackDescription.MAX_NUMBER + 1];
  private final byte[] frameStart = new byte[2];
  private boolean hasVideo;

  private long wholeEnd;
  private boolean openClusters;
  private boolean indexAtEnd;

  private long clusterStart;
  private long clusterNanos;
  private boolean clusterHasBlocks;

  SegmentScanner(ElementReader in, ScannedHeader header, ClusterListener listener) {
    this.in = in;
    this.header = header;
    this.listener = listener;
    for (ScannedTrack track : header.tracks) {
      byNumber[track.number] = track;
      hasVideo |= track.isVideo();
    }
  }

  /** Looks through the Clusters; the header is read already. */
  void scan() throws IOException {
    wholeEnd = in.position();
    while (in.next()) {
      if (in.id() == MatroskaElement.CLUSTER) {
        indexAtEnd = false;
        if (!scanCluster()) {
          return;
        }
      } else if (isTopLevel(in.id()) && in.isWhole()) {
        long end = in.position() + in.size();
        indexAtEnd = in.id() == MatroskaElement.CUES && end == in.fileSize();
        in.seek(end);
      } else {
        return;
      }
    }
  }

  private static boolean isTopLevel(int id) {
    return switch (id) {
      case MatroskaElement.CLUSTER,
          MatroskaElement.CUES,
          MatroskaElement.TAGS,
          MatroskaElement.CHAPTERS,
          MatroskaElement.ATTACHMENTS,
          MatroskaElement.SEEK_HEAD,
          MatroskaElement.INFO,
          MatroskaElement.TRACKS,
          MatroskaElement.EBML,
          MatroskaElement.SEGMENT ->
          true;
      default -> false;
    };
  }

  /** Returns whether what follows the Cluster can be told. */
  private boolean scanCluster() throws IOException {
    clusterStart = in.elementStart();
    clusterNanos = 0;
    clusterHasBlocks = false;
    int sizeLength = in.sizeLength();
    long content = in.position();
    if (in.isWhole()) {
      long end = content + in.size();
      scanClusterContent(end, true);
      // Whatever it holds, what follows it is not of it.
      wholeEnd = end;
      in.seek(end);
      return true;
    }
    openClusters = true;
    boolean followed = scanClusterContent(in.fileSize(), false);
    if (followed) {
      wholeEnd = in.position();
    }
    if (followed || clusterHasBlocks) {
      listener.onOpenCluster(content - sizeLength, sizeLength, wholeEnd - content);
    }
    return followed;
  }

  /**
   * Takes the elements of a Cluster up to the first that is not whole.
   *
   * @param bounded whether the Cluster is known to last until {@code end}
   * @return whether an element was met that cannot be of a Cluster, and so ends it
   */
  private boolean scanClusterContent(long end, boolean bounded) throws IOException {
    while (in.position() < end && in.next()) {
      if (!bounded && isTopLevel(in.id())) {
        in.seek(in.elementStart());
        return true;
      }
      long next = in.position() + in.size();
      if (!in.isWhole() || next > end || !scanClusterElement(next)) {
        return false;
      }
      in.seek(next);
    }
    return false;
  }

  /** Returns false if the element is rubbish. */
  private boolean scanClusterElement(long end) throws IOException {
    return switch (in.id()) {
      case MatroskaElement.TIMESTAMP -> takeClusterTimestamp(in.unsignedInteger());
      case MatroskaElement.SIMPLE_BLOCK -> takeBlock(end, false);
      case MatroskaElement.BLOCK_GROUP -> takeBlockGroup(end);
      default -> true;
    };
  }

  private boolean takeClusterTimestamp(long ticks) {
    if (ticks < 0 || ticks > MAX_NANOS / header.timestampScale) {
      return false;
    }
    clusterNanos = ticks * header.timestampScale;
    return true;
  }

  private boolean takeBlockGroup(long end) throws IOException {
    long block = 0;
    boolean references = false;
    while (in.position() < end && in.next()) {
      long next = in.position() + in.size();
      if (!in.isWhole() || next > end) {
        return false;
      }
      references |= in.id() == MatroskaElement.REFERENCE_BLOCK;
      block = in.id() == MatroskaElement.BLOCK ? in.elementStart() : block;
      in.seek(next);
    }
    if (block == 0) {
      return false;
    }
    in.seek(block);
    in.next();
    boolean taken = takeBlock(in.position() + in.size(), !references);
    wholeEnd = end;
    return taken;
  }

  private boolean takeBlock(long end, boolean independent) throws IOException {
    if (end - in.position() <= BLOCK_HEADER_LENGTH) {
      return false;
    }
    int track = in.read() ^ TRACK_NUMBER_MARKER;
    if (track > TrackDescription.MAX_NUMBER || byNumber[track] == null) {
      return false;
    }
    int offset = (short) (in.read() << 8 | in.read());
    boolean keyframe = (in.read() & FLAG_KEYFRAME) != 0 || independent;
    long length = end - in.position();
    int startLength = in.bytes(frameStart, (int) Math.min(length, frameStart.length));
    long nanos = Math.max(0, clusterNanos + offset * header.timestampScale);
    byNumber[track].frame(nanos, keyframe, frameStart, startLength, length);
    if (!clusterHasBlocks) {
      clusterHasBlocks = true;
      indexCluster(track, nanos, keyframe);
    }
    wholeEnd = end;
    return true;
  }

  private void indexCluster(int track, long nanos, boolean keyframe) {
    if (!hasVideo || (keyframe && byNumber[track].isVideo())) {
      index.add(
          nanos / SegmentHeader.TIMESTAMP_SCALE_NANOS, track, clusterStart - header.segmentData());
    }
  }

  /** Where the last Cluster, or the last whole block of one that was cut, ends. */
  long wholeEnd() {
    return wholeEnd;
  }

  CueIndex index() {
    return index;
  }

  long frames() {
    return header.tracks.stream().map(ScannedTrack::summary).mapToLong(TrackSummary::frames).sum();
  }

  /** From the Segment's start to the end of the last frame. */
  long durationNanos() {
    return header.tracks.stream().mapToLong(ScannedTrack::endNanos).max().orElse(0);
  }

  /** Whether all sizes are right, and Duration and Cues are there. */
  boolean isFinished() {
    return header.segmentEnd() == in.fileSize()
        && !openClusters
        && header.duration > 0
        && (index.isEmpty() ? wholeEnd == in.fileSize() : indexAtEnd);
  }

  /** What was found. */
  MatroskaSummary summary(boolean finished, long bytes) {
    List<TrackSummary> tracks = header.tracks.stream().map(ScannedTrack::summary).toList();
    return new MatroskaSummary(
        header.docType.orElseThrow(),
        header.title,
        header.start,
        header.tags,
        finished,
        durationNanos(),
        bytes,
        tracks);
  }
}
