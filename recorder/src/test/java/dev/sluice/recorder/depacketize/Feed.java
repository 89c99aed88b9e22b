package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives hand-made payloads to a depacketizer, and writes down the frames. */
final class Feed {

  private static final HexFormat HEX = HexFormat.of();

  private final Depacketizer depacketizer;
  private final List<String> frames = new ArrayList<>();
  private Optional<CodecConfiguration> configuration = Optional.empty();
  private long sequence = 1_000;
  private long lastFirst;
  private long lastLast;
  private int lastDuration;

  Feed(Codec codec) {
    this(codec, Map.of());
  }

  Feed(Codec codec, Map<String, String> parameters) {
    int channels = codec == Codec.OPUS ? 2 : 0;
    depacketizer = Depacketizer.of(new RecordedSource(codec, 90_000, channels, parameters, ""));
  }

  /** A packet that is not the last one of its frame. */
  Feed part(long timestamp, String... hex) {
    return give(timestamp, false, bytes(hex));
  }

  /** The last packet of a frame. */
  Feed last(long timestamp, String... hex) {
    return give(timestamp, true, bytes(hex));
  }

  Feed give(long timestamp, boolean marker, byte[] payload) {
    // Exactly as long as the payload, so that reading on would be out of bounds.
    depacketizer.onPacket(sequence++, timestamp, marker, payload, 0, payload.length, this::note);
    return this;
  }

  Feed lose(int packets) {
    depacketizer.onLoss(sequence, packets);
    sequence += packets;
    return this;
  }

  private void note(CodedFrame frame) {
    int end = frame.offset() + frame.length();
    String hex = HEX.formatHex(frame.data(), frame.offset(), end);
    frames.add((frame.keyframe() ? "key " : "") + hex);
    if (frame.keyframe()) {
      configuration = frame.configuration();
    }
    lastFirst = frame.firstSequence();
    lastLast = frame.lastSequence();
    lastDuration = frame.durationTicks();
  }

  static byte[] bytes(String... hex) {
    return HEX.parseHex(String.join("", hex).replace(" ", ""));
  }

  /** The frames since this was asked last, in hexadecimal; keyframes begin with {@code key}. */
  List<String> take() {
    List<String> taken = List.copyOf(frames);
    frames.clear();
    return taken;
  }

  boolean awaitingKeyframe() {
    return depacketizer.awaitingKeyframe();
  }

  /** Of the latest keyframe. */
  CodecConfiguration configuration() {
    return configuration.orElseThrow();
  }

  long dropped(DropReason reason) {
    return depacketizer.counters().droppedFrames(reason);
  }

  DepacketizerCounters counters() {
    return depacketizer.counters();
  }

  /** Numbers of the packets of the latest frame, counted from the first packet that was given. */
  List<Long> lastPackets() {
    return List.of(lastFirst - 1_000, lastLast - 1_000);
  }

  int lastDuration() {
    return lastDuration;
  }
}
