package dev.sluice.recorder.matroska;

import dev.sluice.recorder.matroska.RepairResult.Hopeless;
import dev.sluice.recorder.matroska.RepairResult.Reason;
import dev.sluice.recorder.matroska.RepairResult.Repaired;
import dev.sluice.recorder.matroska.RepairResult.Untouched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finishes a file whose writer died: cuts off the frame that is not whole, closes the Cluster,
 * writes the index and the duration. Can itself be interrupted anywhere and begun again, and leaves
 * finished files alone.
 */
public final class MatroskaRepair {

  /** A writer that died leaves one; a file with more than these was never written here. */
  private static final int MAX_OPEN_CLUSTERS = 1000;

  private record OpenCluster(long sizePosition, int sizeLength, long content) {}

  private final SeekableByteChannel channel;
  private final List<OpenCluster> openClusters = new ArrayList<>();
  private boolean fillable = true;

  private MatroskaRepair(SeekableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Repairs a file in place. Memory is bounded; the headers of all its blocks are read.
   *
   * @throws IOException when it cannot be read or written, or is a symbolic link
   */
  public static RepairResult repair(Path file) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      return repair(channel);
    }
  }

  /** As {@link #repair(Path)}; the channel stays the caller's to close. */
  public static RepairResult repair(SeekableByteChannel channel) throws IOException {
    return new MatroskaRepair(channel).repair();
  }

  private RepairResult repair() throws IOException {
    ElementReader in = new ElementReader(channel);
    ScannedHeader header = new ScannedHeader(in);
    if (!header.readEbml()) {
      return new Hopeless(Reason.NOT_MATROSKA);
    }
    if (!header.readSegment()) {
      return new Hopeless(Reason.NO_HEADER);
    }
    Optional<SegmentLayout> layout = header.layout();
    SegmentScanner scanner = new SegmentScanner(in, header, this::noteOpenCluster);
    scanner.scan();
    if (scanner.isFinished()) {
      return new Untouched(scanner.summary(true, in.fileSize()));
    }
    if (scanner.frames() == 0) {
      return new Hopeless(Reason.NO_FRAMES);
    }
    if (layout.isEmpty() || !fillable) {
      return new Hopeless(Reason.FOREIGN_LAYOUT);
    }
    return finish(scanner, layout.get(), in.fileSize());
  }

  private void noteOpenCluster(long sizePosition, int sizeLength, long content) {
    fillable &= EbmlBuffer.fits(content, sizeLength) && openClusters.size() < MAX_OPEN_CLUSTERS;
    if (fillable) {
      openClusters.add(new OpenCluster(sizePosition, sizeLength, content));
    }
  }

  private void close(OpenCluster cluster) throws IOException {
    EbmlBuffer size = new EbmlBuffer();
    size.size(cluster.content(), cluster.sizeLength());
    ByteBuffer bytes = ByteBuffer.wrap(size.data(), 0, size.length());
    channel.position(cluster.sizePosition());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private RepairResult finish(SegmentScanner scanner, SegmentLayout layout, long fileSize)
      throws IOException {
    long end = scanner.wholeEnd();
    channel.truncate(end);
    for (OpenCluster cluster : openClusters) {
      close(cluster);
    }
    ChannelOutput output = new ChannelOutput(channel, end);
    SegmentFinish.write(output, layout, scanner.index(), scanner.durationNanos());
    return new Repaired(scanner.summary(true, output.position()), fileSize - end);
  }
}
