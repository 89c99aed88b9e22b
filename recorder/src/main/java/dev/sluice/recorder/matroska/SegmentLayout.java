package dev.sluice.recorder.matroska;

/**
 * Where the elements lie that are rewritten when a file is finished. All positions count from the
 * beginning of the file.
 *
 * <pre>
 *   EBML header
 *   Segment id, size (8 bytes)
 *   SeekHead and Void                reserved bytes together
 *   Info                             Duration, or a Void of its length
 *   Tracks
 *   Tags                             if any
 *   Cluster …
 *   Cues                             when finished
 * </pre>
 *
 * @param segmentData where the Segment's content begins, and the SeekHead with it
 * @param reserved bytes of SeekHead and Void
 * @param tags 0 when there is none
 */
record SegmentLayout(
    long segmentData, int reserved, long info, long duration, long tracks, long tags) {

  /** Bytes of the Duration element, and of the Void that keeps its place. */
  static final int DURATION_LENGTH = 2 + 1 + Double.BYTES;

  private static final int SEEK_LENGTH = 2 + 8 + (2 + 1 + 4) + (2 + 1 + Long.BYTES);
  private static final int SEEK_ENTRIES = 4;

  /** Bytes reserved: the SeekHead with all its entries, and the smallest Void. */
  static final int RESERVED = 4 + 8 + SEEK_ENTRIES * SEEK_LENGTH + 2;

  long segmentSize() {
    return segmentData - EbmlBuffer.MASTER_SIZE_LENGTH;
  }

  /**
   * Writes SeekHead and Void, as long as what is reserved for them. RFC 9559 §6.3.
   *
   * @param cues where they are; 0 while there are none
   */
  void writeSeekHead(EbmlBuffer buffer, long cues) {
    int before = buffer.length();
    int seekHead = buffer.open(MatroskaElement.SEEK_HEAD);
    writeSeek(buffer, MatroskaElement.INFO, info);
    writeSeek(buffer, MatroskaElement.TRACKS, tracks);
    writeSeek(buffer, MatroskaElement.TAGS, tags);
    writeSeek(buffer, MatroskaElement.CUES, cues);
    buffer.close(seekHead);
    buffer.voidElement(reserved - (buffer.length() - before));
  }

  private void writeSeek(EbmlBuffer buffer, int id, long position) {
    if (position == 0) {
      return;
    }
    int seek = buffer.open(MatroskaElement.SEEK);
    buffer.unsignedInteger(MatroskaElement.SEEK_ID, id & 0xFFFFFFFFL);
    buffer.longUnsignedInteger(MatroskaElement.SEEK_POSITION, position - segmentData);
    buffer.close(seek);
  }
}
