package dev.sluice.recorder.matroska;

import java.io.IOException;

/** The last act upon a file whose clusters are whole: an index, and a header that knows it. */
final class SegmentFinish {

  private SegmentFinish() {}

  /**
   * Appends the Cues, then fills in SeekHead, Duration and the Segment's size. What was appended is
   * out before the header speaks of it, and the size comes last: a file that knows its size is
   * finished.
   *
   * @param durationNanos 0 if it is not known: then nothing was written
   */
  static void write(
      ContainerOutput output, SegmentLayout layout, CueIndex index, long durationNanos)
      throws IOException {
    long cues = 0;
    if (!index.isEmpty()) {
      cues = output.position();
      index.write(output);
    }
    output.flush();
    EbmlBuffer buffer = new EbmlBuffer();
    layout.writeSeekHead(buffer, cues);
    output.overwrite(layout.segmentData(), buffer.data(), 0, buffer.length());
    if (durationNanos > 0) {
      buffer.clear();
      buffer.floatingPoint(
          MatroskaElement.DURATION, (double) durationNanos / SegmentHeader.TIMESTAMP_SCALE_NANOS);
      output.overwrite(layout.duration(), buffer.data(), 0, buffer.length());
    }
    output.flush();
    buffer.clear();
    buffer.longSize(output.position() - layout.segmentData());
    output.overwrite(layout.segmentSize(), buffer.data(), 0, buffer.length());
    output.flush();
  }
}
