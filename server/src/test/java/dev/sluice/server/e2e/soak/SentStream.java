package dev.sluice.server.e2e.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.srtp.SrtpSender;
import java.util.concurrent.TimeUnit;

/** One encoding that a peer sends: Opus or VP8 by their headers, and nothing in them. */
final class SentStream {

  /** A keyframe comes this often even if nobody asks, as encoders for live streams do. */
  private static final int FRAMES_BETWEEN_KEYFRAMES = 40;

  private static final int AUDIO_BYTES = 60;
  private static final int PACKETS_OF_A_FRAME = 2;

  /** TOC of RFC 6716 section 3.1: SILK, narrow band, one frame of 20 ms. */
  private static final byte OPUS_TOC = 0x08;

  /** Start code and size of a VP8 keyframe, 640 by 360. RFC 6386 section 9.1. */
  private static final byte[] VP8_PICTURE = {
    (byte) 0x9d, 0x01, 0x2a, (byte) 0x80, 0x02, 0x68, 0x01
  };

  private static final int VP8_DESCRIPTOR = 4;
  private static final int VP8_FRAME_TAG = 3;
  private static final int VP8_KEYFRAME_BYTES = VP8_DESCRIPTOR + VP8_FRAME_TAG + VP8_PICTURE.length;

  /** Takes sealed packets. */
  interface Sink {
    void send(byte[] data, int length);
  }

  private final byte[] mid;
  private final byte[] rid;
  private final boolean video;
  private final int ssrc;
  private final int timestampStep;
  private final long intervalNanos;
  private final byte[] payload;
  private final byte[] extension = new byte[2];
  private final byte[] level = {(byte) (0x80 | 40)};
  private final byte[] out = new byte[1500];
  private final byte[] empty = new byte[0];
  private final RtpWriter header = new RtpWriter();
  private long dueNanos;
  private long sequence = 1000;
  private int timestamp;
  private int frames;
  private long packets;
  private long octets;
  private boolean keyframeWanted = true;
  private boolean paused;

  private SentStream(String mid, String rid, int ssrc, boolean video, long perSecond, int bytes) {
    this.mid = mid.getBytes(US_ASCII);
    this.rid = rid.getBytes(US_ASCII);
    this.ssrc = ssrc;
    this.video = video;
    this.intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.timestampStep = (int) ((video ? 90_000 : 48_000) / perSecond);
    this.payload = new byte[bytes];
  }

  static SentStream microphone(int ssrc) {
    return new SentStream(PeerOffer.MIC, "", ssrc, false, 50, AUDIO_BYTES);
  }

  /**
   * @param rid empty when it is the camera's only encoding
   * @param perSecond frames
   * @param bytes of each of a frame's packets
   */
  static SentStream camera(int ssrc, String rid, int perSecond, int bytes) {
    return new SentStream(PeerOffer.CAM, rid, ssrc, true, perSecond, bytes);
  }

  int ssrc() {
    return ssrc;
  }

  int timestamp() {
    return timestamp;
  }

  long packets() {
    return packets;
  }

  long octets() {
    return octets;
  }

  boolean video() {
    return video;
  }

  void wantKeyframe() {
    keyframeWanted = true;
  }

  void paused(boolean now) {
    paused = now;
  }

  /**
   * Sends the next frame if its time has come; after a standstill only one of those that are due.
   *
   * @param transportSequence the last number that the peer has given to a packet
   * @return the same, afterwards
   */
  int send(long nowNanos, SrtpSender seal, int transportSequence, Sink sink) {
    if (nowNanos - dueNanos < 0) {
      return transportSequence;
    }
    dueNanos = Math.max(dueNanos + intervalNanos, nowNanos - intervalNanos);
    timestamp += timestampStep;
    if (paused) {
      return transportSequence;
    }
    if (!video) {
      payload[0] = OPUS_TOC;
      sink.send(out, seal(PeerOffer.OPUS, false, transportSequence, seal));
      return transportSequence;
    }
    boolean keyframe = keyframeWanted || frames % FRAMES_BETWEEN_KEYFRAMES == 0;
    keyframeWanted = false;
    frames++;
    int number = transportSequence;
    for (int i = 0; i < PACKETS_OF_A_FRAME; i++) {
      beginVp8(keyframe, i == 0);
      sink.send(out, seal(PeerOffer.VP8, i == PACKETS_OF_A_FRAME - 1, ++number, seal));
    }
    return number;
  }

  /** RFC 7741 section 4.2, with a picture id of 15 bits. */
  private void beginVp8(boolean keyframe, boolean first) {
    payload[0] = (byte) (0x80 | (first ? 0x10 : 0));
    payload[1] = (byte) 0x80;
    BigEndian.putU16(payload, 2, 0x8000 | (frames & 0x7fff));
    if (!first) {
      return;
    }
    payload[4] = (byte) (0x90 | (keyframe ? 0 : 1));
    payload[5] = 0x0c;
    payload[6] = 0;
    if (keyframe) {
      System.arraycopy(
          VP8_PICTURE, 0, payload, VP8_KEYFRAME_BYTES - VP8_PICTURE.length, VP8_PICTURE.length);
    }
  }

  private int seal(int payloadType, boolean marker, int number, SrtpSender seal) {
    sequence++;
    packets++;
    octets += payload.length;
    header.begin(out, 0, payloadType, marker, (int) sequence & 0xffff, timestamp, ssrc);
    header.extension(PeerOffer.MID_ID, mid, 0, mid.length);
    if (rid.length > 0) {
      header.extension(PeerOffer.RID_ID, rid, 0, rid.length);
    }
    if (video) {
      BigEndian.putU16(extension, 0, number & 0xffff);
      header.extension(PeerOffer.TRANSPORT_CC_ID, extension, 0, extension.length);
    } else {
      header.extension(PeerOffer.LEVEL_ID, level, 0, level.length);
    }
    int headerLength = header.endHeader();
    return seal.protectRtp(
        out, 0, headerLength, sequence, empty, 0, 0, payload, 0, payload.length, 0);
  }
}
