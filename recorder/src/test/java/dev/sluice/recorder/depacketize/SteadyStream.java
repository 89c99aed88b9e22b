package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.reorder.PacketPool;
import dev.sluice.recorder.reorder.ReorderBuffer;
import dev.sluice.recorder.reorder.ReorderLimits;
import java.util.Map;

/**
 * An endless stream of one codec, as large as a camera's: a keyframe, then frames of {@value
 * #FRAME_PACKETS} packets of {@value #PACKET_BYTES} bytes (one packet of 120 bytes for Opus). One
 * packet in a hundred comes after its successor. It goes through a reorder buffer and a
 * depacketizer.
 */
final class SteadyStream implements ReorderBuffer.Listener {

  static final int FRAME_PACKETS = 8;
  private static final int PACKET_BYTES = 1_150;
  private static final int OPUS_BYTES = 120;
  private static final int SWAP_EVERY = 100;
  private static final long PACKET_NANOS = 4_000_000;

  private final Depacketizer depacketizer;
  private final ReorderBuffer buffer =
      new ReorderBuffer(ReorderLimits.DEFAULT, new PacketPool(64), this);
  private final FrameSink sink = this::onFrame;
  private final byte[][] packets;
  private long sequence;
  private long frames;
  private long bytes;

  SteadyStream(Codec codec) {
    depacketizer = Depacketizer.of(new RecordedSource(codec, 90_000, 2, Map.of(), ""));
    packets = frame(codec);
    byte[] keyframe = Feed.bytes(keyframe(codec));
    buffer.onPacket(-1, 0, 0, true, keyframe, 0, keyframe.length);
  }

  private static String keyframe(Codec codec) {
    return switch (codec) {
      case OPUS -> "";
      case VP8 -> "105000009d012a4001f000aabb";
      case VP9 -> "0c824983422005f003f6aa";
      case H264 -> H264DepacketizerTest.KEYFRAME_PAYLOAD;
      case H265 -> H265DepacketizerTest.KEYFRAME_PAYLOAD;
      case AV1 -> Av1DepacketizerTest.KEYFRAME_PAYLOAD;
    };
  }

  private static byte[][] frame(Codec codec) {
    return switch (codec) {
      case OPUS -> frame(1, OPUS_BYTES, "78", "", "");
      case VP8 -> frame("10310000", "00", "00");
      case VP9 -> frame("48860040", "40", "44");
      case H264 -> frame("7c819a01", "7c01", "7c41");
      case H265 -> frame("620181c0", "620101", "620141");
      case AV1 -> frame("503030", "d0", "90");
    };
  }

  private static byte[][] frame(String first, String middle, String last) {
    return frame(FRAME_PACKETS, PACKET_BYTES, first, middle, last);
  }

  private static byte[][] frame(int count, int length, String first, String middle, String last) {
    byte[][] frame = new byte[count][];
    for (int i = 0; i < count; i++) {
      byte[] start = Feed.bytes(i == 0 ? first : i == count - 1 ? last : middle);
      frame[i] = new byte[length];
      System.arraycopy(start, 0, frame[i], 0, start.length);
    }
    return frame;
  }

  /** Gives the next {@code count} packets, an even number. */
  void run(int count) {
    for (int i = 0; i < count; i += 2) {
      boolean swapped = sequence % SWAP_EVERY < 2;
      give(swapped ? sequence + 1 : sequence);
      give(swapped ? sequence : sequence + 1);
      sequence += 2;
    }
  }

  private void give(long number) {
    int index = (int) (number % packets.length);
    byte[] payload = packets[index];
    long timestamp = (number / packets.length + 1) * 3_000;
    boolean marker = index == packets.length - 1;
    buffer.onPacket(number, timestamp, number * PACKET_NANOS, marker, payload, 0, payload.length);
  }

  @Override
  public void onPacket(
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    depacketizer.onPacket(extendedSequence, extendedTimestamp, marker, data, offset, length, sink);
  }

  @Override
  public void onLoss(long first, long count) {
    depacketizer.onLoss(first, count);
  }

  private void onFrame(CodedFrame frame) {
    frames++;
    bytes += frame.length();
  }

  /** Frames that came out. */
  long frames() {
    return frames;
  }

  /** Bytes of the frames that came out. */
  long bytes() {
    return bytes;
  }
}
