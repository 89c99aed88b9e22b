package dev.sluice.recorder.depacketize;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** RTP that other programs made, and the frames that they made it of. See captures/README.md. */
record Capture(List<Packet> packets, List<String> frames) {

  private static final int RTP_HEADER_BYTES = 12;

  /** An RTP packet without its header, which has neither extensions nor padding in captures. */
  record Packet(long sequence, long timestamp, boolean marker, ByteBuffer payload) {}

  static Capture read(String name) {
    try (InputStream rtp = open(name + ".rtp");
        InputStream frames = open(name + ".frames")) {
      List<String> lines =
          new String(frames.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
      return new Capture(readPackets(new DataInputStream(rtp)), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String file) {
    return Capture.class.getResourceAsStream(file);
  }

  private static List<Packet> readPackets(DataInputStream in) throws IOException {
    List<Packet> packets = new ArrayList<>();
    while (in.available() > 0) {
      byte[] bytes = in.readNBytes(in.readUnsignedShort());
      ByteBuffer header = ByteBuffer.wrap(bytes);
      if (bytes[0] != (byte) 0x80) {
        throw new IOException("an RTP header of another kind than 80: " + bytes[0]);
      }
      packets.add(
          new Packet(
              header.getShort(2) & 0xFFFF,
              header.getInt(4) & 0xFFFFFFFFL,
              bytes[1] < 0,
              header.slice(RTP_HEADER_BYTES, bytes.length - RTP_HEADER_BYTES)));
    }
    return packets;
  }

  /** Which frame each packet is a part of. */
  int frameOf(int packet) {
    int frame = 0;
    for (int i = 1; i <= packet; i++) {
      frame += packets.get(i).timestamp() == packets.get(i - 1).timestamp() ? 0 : 1;
    }
    return frame;
  }

  boolean isKeyframe(int frame) {
    return frames.get(frame).contains(" key ");
  }
}
