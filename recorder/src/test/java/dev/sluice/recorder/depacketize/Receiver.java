package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.reorder.PacketPool;
import dev.sluice.recorder.reorder.ReorderBuffer;
import dev.sluice.recorder.reorder.ReorderLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** A reorder buffer with a depacketizer behind it, and notes of what comes out. */
final class Receiver implements ReorderBuffer.Listener {

  private final Depacketizer depacketizer;
  private final FrameSink sink;
  private final ReorderBuffer buffer =
      new ReorderBuffer(ReorderLimits.DEFAULT, new PacketPool(100), this);
  private final List<String> frames = new ArrayList<>();
  private final List<String> losses = new ArrayList<>();

  Receiver(Depacketizer depacketizer) {
    this(depacketizer, frame -> {});
  }

  Receiver(Depacketizer depacketizer, FrameSink also) {
    this.depacketizer = depacketizer;
    this.sink =
        frame -> {
          frames.add(describe(frame));
          also.onFrame(frame);
        };
  }

  Receiver give(Capture.Packet packet) {
    ByteBuffer payload = packet.payload();
    buffer.onPacket(
        packet.sequence(),
        packet.timestamp(),
        0,
        packet.marker(),
        payload.array(),
        payload.arrayOffset(),
        payload.remaining());
    return this;
  }

  Receiver giveAll(List<Capture.Packet> packets) {
    packets.forEach(this::give);
    buffer.drain();
    return this;
  }

  @Override
  public void onPacket(
      long sequence,
      long timestamp,
      long arrivalNanos,
      boolean marker,
      byte[] data,
      int offset,
      int length) {
    depacketizer.onPacket(sequence, timestamp, marker, data, offset, length, sink);
  }

  @Override
  public void onLoss(long first, long count) {
    losses.add(first + "+" + count);
    depacketizer.onLoss(first, count);
  }

  /** In the form of captures: timestamp, "key" or "delta", length, CRC-32. */
  static String describe(CodedFrame frame) {
    CRC32 crc = new CRC32();
    crc.update(frame.data(), frame.offset(), frame.length());
    return "%d %s %d %08x"
        .formatted(
            frame.extendedTimestamp(),
            frame.keyframe() ? "key" : "delta",
            frame.length(),
            crc.getValue());
  }

  List<String> frames() {
    return frames;
  }

  List<String> losses() {
    return losses;
  }
}
