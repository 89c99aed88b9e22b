package dev.sluice.recorder.matroska;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what comes before the first Cluster; the counterpart of {@link SegmentHeader}. Counts and
 * lengths of what is kept are bounded.
 */
final class ScannedHeader {

  private static final int MAX_TRACKS = TrackDescription.MAX_NUMBER;
  private static final int MAX_TAGS = 64;
  private static final int MAX_STRING = 4 * 1024;
  private static final int MAX_DIMENSION = 1 << 24;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final ElementReader in;

  Optional<DocType> docType = Optional.empty();
  final List<ScannedTrack> tracks = new ArrayList<>();
  final Map<String, String> tags = new LinkedHashMap<>();
  String title = "";
  Optional<Instant> start = Optional.empty();
  long timestampScale = SegmentHeader.TIMESTAMP_SCALE_NANOS;
  double duration;

  private long segmentData;
  private int segmentSizeLength;
  private long segmentEnd;
  private int reserved;
  private long info;
  private long durationPosition;
  private long tracksPosition;
  private long tagsPosition;

  ScannedHeader(ElementReader in) {
    this.in = in;
  }

  /** Reads the EBML header. Returns whether the file is of a kind that is known. */
  boolean readEbml() throws IOException {
    if (!in.next() || in.id() != MatroskaElement.EBML || !in.isWhole()) {
      return false;
    }
    forEachChild(
        () -> {
          if (in.id() == MatroskaElement.DOC_TYPE) {
            docType = DocType.parse(in.string(MAX_STRING));
          }
        });
    return docType.isPresent();
  }

  /**
   * Reads the Segment up to the first Cluster, and stands before it then.
   *
   * @return whether tracks were described, and something else began after them or the file ended
   */
  boolean readSegment() throws IOException {
    if (!in.next() || in.id() != MatroskaElement.SEGMENT) {
      return false;
    }
    segmentData = in.position();
    segmentSizeLength = in.sizeLength();
    segmentEnd = in.size() == ElementReader.UNKNOWN ? 0 : segmentData + in.size();
    while (in.next() && in.id() != MatroskaElement.CLUSTER && in.isWhole()) {
      long end = in.position() + in.size();
      readTopLevel(in.elementStart(), end);
      in.seek(end);
    }
    in.seek(in.elementStart());
    return !tracks.isEmpty();
  }

  private void readTopLevel(long elementStart, long end) throws IOException {
    switch (in.id()) {
      case MatroskaElement.SEEK_HEAD, MatroskaElement.VOID -> {
        if (elementStart == segmentData + reserved) {
          reserved = (int) Math.min(Integer.MAX_VALUE, end - segmentData);
        }
      }
      case MatroskaElement.INFO -> {
        info = elementStart;
        forEachChild(this::readInfo);
      }
      case MatroskaElement.TRACKS -> {
        tracksPosition = elementStart;
        forEachChild(this::readTrackEntry);
      }
      case MatroskaElement.TAGS -> {
        tagsPosition = elementStart;
        forEachChild(this::readTag);
      }
      default -> {}
    }
  }

  /** Does something with each child of the element at hand, as long as they are whole. */
  private void forEachChild(ChildReader reader) throws IOException {
    long end = in.position() + in.size();
    while (in.position() < end && in.next() && in.isWhole()) {
      long childEnd = in.position() + in.size();
      if (childEnd > end) {
        return;
      }
      reader.read();
      in.seek(childEnd);
    }
  }

  private interface ChildReader {
    void read() throws IOException;
  }

  private void readInfo() throws IOException {
    switch (in.id()) {
      case MatroskaElement.TIMESTAMP_SCALE -> timestampScale = Math.max(1, in.unsignedInteger());
      case MatroskaElement.TITLE -> title = in.string(MAX_STRING);
      case MatroskaElement.DATE_UTC -> start = Optional.of(instant(in.date()));
      case MatroskaElement.DURATION -> {
        takeDurationPosition();
        duration = in.floatingPoint();
      }
      case MatroskaElement.VOID -> takeDurationPosition();
      default -> {}
    }
  }

  private void takeDurationPosition() {
    long length = in.position() + in.size() - in.elementStart();
    if (durationPosition == 0 && length == SegmentLayout.DURATION_LENGTH) {
      durationPosition = in.elementStart();
    }
  }

  private static Instant instant(long nanosSinceDateEpoch) {
    return Instant.ofEpochSecond(
        EbmlBuffer.DATE_EPOCH_SECONDS + Math.floorDiv(nanosSinceDateEpoch, NANOS_PER_SECOND),
        Math.floorMod(nanosSinceDateEpoch, NANOS_PER_SECOND));
  }

  private void readTrackEntry() throws IOException {
    if (in.id() != MatroskaElement.TRACK_ENTRY || tracks.size() == MAX_TRACKS) {
      return;
    }
    ScannedTrack track = new ScannedTrack();
    forEachChild(() -> readTrackField(track));
    if (track.number >= 1 && track.number <= TrackDescription.MAX_NUMBER) {
      track.described();
      tracks.add(track);
    }
  }

  private void readTrackField(ScannedTrack track) throws IOException {
    switch (in.id()) {
      case MatroskaElement.TRACK_NUMBER -> track.number = bounded(in.unsignedInteger());
      case MatroskaElement.TRACK_UID -> track.uid = in.unsignedInteger();
      case MatroskaElement.TRACK_TYPE -> track.type = in.unsignedInteger();
      case MatroskaElement.NAME -> track.name = in.string(MAX_STRING);
      case MatroskaElement.CODEC_ID -> track.codec = CodecId.parse(in.string(MAX_STRING));
      case MatroskaElement.VIDEO, MatroskaElement.AUDIO ->
          forEachChild(() -> readTrackDetail(track));
      default -> {}
    }
  }

  private void readTrackDetail(ScannedTrack track) throws IOException {
    switch (in.id()) {
      case MatroskaElement.PIXEL_WIDTH -> track.width = bounded(in.unsignedInteger());
      case MatroskaElement.PIXEL_HEIGHT -> track.height = bounded(in.unsignedInteger());
      case MatroskaElement.CHANNELS -> track.channels = bounded(in.unsignedInteger());
      case MatroskaElement.SAMPLING_FREQUENCY ->
          track.sampleRate = bounded((long) in.floatingPoint());
      default -> {}
    }
  }

  private static int bounded(long value) {
    return value < 0 || value > MAX_DIMENSION ? 0 : (int) value;
  }

  private void readTag() throws IOException {
    if (in.id() == MatroskaElement.TAG) {
      forEachChild(
          () -> {
            if (in.id() == MatroskaElement.SIMPLE_TAG) {
              readSimpleTag();
            }
          });
    }
  }

  private void readSimpleTag() throws IOException {
    String[] tag = {"", ""};
    forEachChild(
        () -> {
          switch (in.id()) {
            case MatroskaElement.TAG_NAME -> tag[0] = in.string(MAX_STRING);
            case MatroskaElement.TAG_STRING -> tag[1] = in.string(MAX_STRING);
            default -> {}
          }
        });
    if (tags.size() < MAX_TAGS) {
      tags.put(tag[0], tag[1]);
    }
  }

  long segmentData() {
    return segmentData;
  }

  /** Where the Segment says that it ends; 0 if it does not. */
  long segmentEnd() {
    return segmentEnd;
  }

  /** Where to fill in what a finished file has; empty if there is no room for it. */
  Optional<SegmentLayout> layout() {
    boolean ours =
        segmentSizeLength == EbmlBuffer.MASTER_SIZE_LENGTH
            && reserved >= SegmentLayout.RESERVED
            && reserved <= 2 * SegmentLayout.RESERVED
            && info > 0
            && durationPosition > 0
            && tracksPosition > 0
            && timestampScale == SegmentHeader.TIMESTAMP_SCALE_NANOS;
    return ours
        ? Optional.of(
            new SegmentLayout(
                segmentData, reserved, info, durationPosition, tracksPosition, tagsPosition))
        : Optional.empty();
  }
}
