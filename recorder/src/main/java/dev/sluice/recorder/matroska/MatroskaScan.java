package dev.sluice.recorder.matroska;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Finds out what a Matroska or WebM file holds, finished or not. */
public final class MatroskaScan {

  private MatroskaScan() {}

  /**
   * Looks through a whole file; reads the headers of its blocks, not the frames.
   *
   * @return empty when it is no Matroska, or ends before its tracks are described
   * @throws IOException when it cannot be read, or is a symbolic link
   */
  public static Optional<MatroskaSummary> scan(Path file) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return scan(channel);
    }
  }

  /** As {@link #scan(Path)}; the channel stays the caller's to close. */
  public static Optional<MatroskaSummary> scan(SeekableByteChannel channel) throws IOException {
    ElementReader in = new ElementReader(channel);
    ScannedHeader header = new ScannedHeader(in);
    if (!header.readEbml() || !header.readSegment()) {
      return Optional.empty();
    }
    SegmentScanner scanner =
        new SegmentScanner(in, header, (sizePosition, sizeLength, content) -> {});
    scanner.scan();
    return Optional.of(scanner.summary(scanner.isFinished(), in.fileSize()));
  }
}
