package dev.sluice.recorder.matroska;

import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.OpusHead;
import dev.sluice.recorder.codec.VideoColour;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Writes all that comes before the first Cluster. RFC 9559 §5.1.2 (Info), §5.1.4 (Tracks), §5.1.8
 * (Tags). Foreign texts are cut to {@link #MAX_TEXT} characters and tags to {@link #MAX_TAGS}, so
 * that the whole stays below 64 KiB.
 */
final class SegmentHeader {

  /** Timestamps count milliseconds, the only scale that all players of WebM expect. */
  static final long TIMESTAMP_SCALE_NANOS = 1_000_000;

  static final int MAX_TEXT = 200;
  static final int MAX_TAGS = 16;

  private static final String MUXING_APP = "Sluice";
  // CodecDelay and SeekPreRoll came with version 4, SimpleBlock with 2.
  private static final int DOC_TYPE_VERSION = 4;
  private static final int DOC_TYPE_READ_VERSION = 2;

  static final int TRACK_TYPE_VIDEO = 1;
  private static final int TRACK_TYPE_AUDIO = 2;
  private static final int RANGE_BROADCAST = 1;
  private static final int RANGE_FULL = 2;

  private final EbmlBuffer buffer;
  private long info;
  private long duration;
  private long tracks;
  private long tags;

  private SegmentHeader(EbmlBuffer buffer) {
    this.buffer = buffer;
  }

  /** Writes into an empty buffer whose first byte is the file's. */
  static SegmentLayout write(
      EbmlBuffer buffer, SegmentDescription segment, List<TrackDescription> tracks) {
    return new SegmentHeader(buffer).write(segment, tracks);
  }

  private SegmentLayout write(SegmentDescription segment, List<TrackDescription> descriptions) {
    writeEbmlHeader(DocType.of(descriptions));
    buffer.id(MatroskaElement.SEGMENT);
    buffer.unknownSize();
    int segmentData = buffer.length();
    buffer.voidElement(SegmentLayout.RESERVED);
    writeInfo(segment);
    writeTracks(descriptions);
    writeTags(segment.tags());
    SegmentLayout layout =
        new SegmentLayout(segmentData, SegmentLayout.RESERVED, info, duration, tracks, tags);
    fillSeekHead(layout);
    return layout;
  }

  private void fillSeekHead(SegmentLayout layout) {
    EbmlBuffer seekHead = new EbmlBuffer();
    layout.writeSeekHead(seekHead, 0);
    System.arraycopy(
        seekHead.data(), 0, buffer.data(), (int) layout.segmentData(), seekHead.length());
  }

  private void writeEbmlHeader(DocType docType) {
    int ebml = buffer.open(MatroskaElement.EBML);
    buffer.unsignedInteger(MatroskaElement.EBML_VERSION, 1);
    buffer.unsignedInteger(MatroskaElement.EBML_READ_VERSION, 1);
    buffer.unsignedInteger(MatroskaElement.EBML_MAX_ID_LENGTH, 4);
    buffer.unsignedInteger(MatroskaElement.EBML_MAX_SIZE_LENGTH, 8);
    buffer.string(MatroskaElement.DOC_TYPE, docType.ebmlName());
    buffer.unsignedInteger(MatroskaElement.DOC_TYPE_VERSION, DOC_TYPE_VERSION);
    buffer.unsignedInteger(MatroskaElement.DOC_TYPE_READ_VERSION, DOC_TYPE_READ_VERSION);
    buffer.close(ebml);
  }

  private void writeInfo(SegmentDescription segment) {
    info = buffer.length();
    int opened = buffer.open(MatroskaElement.INFO);
    buffer.unsignedInteger(MatroskaElement.TIMESTAMP_SCALE, TIMESTAMP_SCALE_NANOS);
    duration = buffer.length();
    buffer.voidElement(SegmentLayout.DURATION_LENGTH);
    buffer.date(MatroskaElement.DATE_UTC, nanosSinceDateEpoch(segment.start()));
    writeText(MatroskaElement.TITLE, segment.title());
    buffer.string(MatroskaElement.MUXING_APP, MUXING_APP);
    buffer.string(MatroskaElement.WRITING_APP, cut(segment.writingApplication()));
    buffer.close(opened);
  }

  private static long nanosSinceDateEpoch(Instant instant) {
    return (instant.getEpochSecond() - EbmlBuffer.DATE_EPOCH_SECONDS) * 1_000_000_000L
        + instant.getNano();
  }

  private void writeText(int id, String text) {
    if (!text.isEmpty()) {
      buffer.string(id, cut(text));
    }
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }

  private void writeTracks(List<TrackDescription> descriptions) {
    tracks = buffer.length();
    int opened = buffer.open(MatroskaElement.TRACKS);
    for (TrackDescription description : descriptions) {
      writeTrackEntry(description);
    }
    buffer.close(opened);
  }

  private void writeTrackEntry(TrackDescription track) {
    CodecConfiguration configuration = track.configuration();
    int entry = buffer.open(MatroskaElement.TRACK_ENTRY);
    buffer.unsignedInteger(MatroskaElement.TRACK_NUMBER, track.number());
    buffer.unsignedInteger(MatroskaElement.TRACK_UID, track.uid());
    buffer.unsignedInteger(
        MatroskaElement.TRACK_TYPE, configuration.isVideo() ? TRACK_TYPE_VIDEO : TRACK_TYPE_AUDIO);
    buffer.unsignedInteger(MatroskaElement.FLAG_LACING, 0);
    buffer.string(MatroskaElement.LANGUAGE, cut(track.language()));
    writeText(MatroskaElement.NAME, track.name());
    buffer.string(MatroskaElement.CODEC_ID, CodecId.of(configuration.codec()));
    byte[] codecPrivate = configuration.codecPrivate();
    if (codecPrivate.length > 0) {
      buffer.binary(MatroskaElement.CODEC_PRIVATE, codecPrivate);
    }
    if (configuration.isVideo()) {
      writeVideo(configuration);
    } else {
      writeAudio(configuration, codecPrivate);
    }
    buffer.close(entry);
  }

  private void writeVideo(CodecConfiguration configuration) {
    int video = buffer.open(MatroskaElement.VIDEO);
    buffer.unsignedInteger(MatroskaElement.PIXEL_WIDTH, configuration.width());
    buffer.unsignedInteger(MatroskaElement.PIXEL_HEIGHT, configuration.height());
    configuration.colour().ifPresent(this::writeColour);
    buffer.close(video);
  }

  private void writeColour(VideoColour colour) {
    int opened = buffer.open(MatroskaElement.COLOUR);
    buffer.unsignedInteger(MatroskaElement.MATRIX_COEFFICIENTS, colour.matrix());
    buffer.unsignedInteger(
        MatroskaElement.RANGE, colour.fullRange() ? RANGE_FULL : RANGE_BROADCAST);
    buffer.unsignedInteger(MatroskaElement.TRANSFER_CHARACTERISTICS, colour.transfer());
    buffer.unsignedInteger(MatroskaElement.PRIMARIES, colour.primaries());
    buffer.close(opened);
  }

  private void writeAudio(CodecConfiguration configuration, byte[] opusHead) {
    buffer.unsignedInteger(MatroskaElement.CODEC_DELAY, OpusHead.codecDelayNanos(opusHead));
    buffer.unsignedInteger(MatroskaElement.SEEK_PRE_ROLL, OpusHead.SEEK_PRE_ROLL_NANOS);
    int audio = buffer.open(MatroskaElement.AUDIO);
    buffer.floatingPoint(MatroskaElement.SAMPLING_FREQUENCY, configuration.sampleRate());
    buffer.unsignedInteger(MatroskaElement.CHANNELS, configuration.channels());
    buffer.close(audio);
  }

  private void writeTags(Map<String, String> texts) {
    if (texts.isEmpty()) {
      return;
    }
    tags = buffer.length();
    int opened = buffer.open(MatroskaElement.TAGS);
    int tag = buffer.open(MatroskaElement.TAG);
    // Without a target they speak of the whole file.
    buffer.close(buffer.open(MatroskaElement.TARGETS));
    texts.entrySet().stream()
        .limit(MAX_TAGS)
        .forEach(
            text -> {
              int simpleTag = buffer.open(MatroskaElement.SIMPLE_TAG);
              buffer.string(MatroskaElement.TAG_NAME, cut(text.getKey()));
              buffer.string(MatroskaElement.TAG_STRING, cut(text.getValue()));
              buffer.close(simpleTag);
            });
    buffer.close(tag);
    buffer.close(opened);
  }
}
