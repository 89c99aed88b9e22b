package dev.sluice.server.bench;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.rtcp.RtcpWriter;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.scenario.FakeDtls;
import dev.sluice.server.scenario.StunRequests;
import dev.sluice.server.srtp.SrtpSender;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.SendSource;
import dev.sluice.server.transport.SessionParameters;
import dev.sluice.server.transport.TransportParameters;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A participant of a benchmark: it publishes one video track, or receives in one slot. Making its
 * media allocates nothing of its own.
 */
final class Peer {

  static final int MAX_DATAGRAM = 1500;

  /** The second byte of a frame's last packet: marker and payload type. */
  static final byte LAST_PACKET_TYPE = (byte) (0x80 | 96);

  private static final String MID = "v0";
  private static final int MID_ID = 4;
  private static final int TRANSPORT_CC_ID = 3;
  private static final int PAYLOAD_TYPE = 96;
  private static final int RTX_PAYLOAD_TYPE = 97;

  /** RTP ticks from one frame to the next: 30 frames a second. */
  static final int TIMESTAMP_STEP = 3000;

  private static final int SSRC_BASE = 10_000;

  /** Shown, with a first partition of 100 bytes, and but for the last bit of a keyframe. */
  private static final byte[] VP8_FRAME_TAG = {(byte) 0x90, 0x0c, 0};

  /** Start code and size of a VP8 keyframe, 640 by 360. RFC 6386 section 9.1. */
  private static final byte[] VP8_PICTURE = {
    (byte) 0x9d, 0x01, 0x2a, (byte) 0x80, 0x02, 0x68, 0x01
  };

  /** Behind the payload descriptor with its picture id, and the frame tag. */
  private static final int VP8_PICTURE_OFFSET = 7;

  private final Workload workload;
  private final int number;
  private final boolean publishes;
  private final IceCredentials serverIce;
  private final IceCredentials ownIce;
  private final Fingerprint fingerprint;
  private final SrtpSender seal;
  private final RtpWriter header = new RtpWriter();
  private final byte[] transportSequence = new byte[2];
  private final byte[] payload;
  private final byte[] empty = new byte[0];
  private int sequence;
  private int timestamp;
  private int frame;

  private Peer(int number, boolean publishes, Workload workload, FakeDtls dtls) {
    String name = "peer" + number;
    this.workload = workload;
    this.number = number;
    this.publishes = publishes;
    this.serverIce = new IceCredentials("server" + number, "serverpassword-of-" + name + "-long");
    this.ownIce = new IceCredentials("peer" + number, "peerpassword-of-" + name + "-long-enough");
    this.fingerprint = new Fingerprint("sha-256", name);
    this.seal = new SrtpSender(dtls.peerKeys(fingerprint), workload.ciphers().providers());
    this.payload = new byte[workload.payloadLength()];
    for (int i = 0; i < payload.length; i++) {
      payload[i] = (byte) i;
    }
  }

  static Peer publisher(int number, Workload workload, FakeDtls dtls) {
    return new Peer(number, true, workload, dtls);
  }

  static Peer subscriber(int number, Workload workload, FakeDtls dtls) {
    return new Peer(number, false, workload, dtls);
  }

  RoomCommand.Join join(RoomEventSink events) {
    List<TrackIntent> tracks =
        publishes ? List.of(new TrackIntent(MID, TrackSource.CAMERA, "", false)) : List.of();
    return new RoomCommand.Join(
        1,
        new ParticipantId("peer" + number),
        "",
        Map.of(),
        Membership.participant(),
        session(),
        tracks,
        events);
  }

  private SessionParameters session() {
    Map<String, String> h264 = Map.of("packetization-mode", "1", "profile-level-id", "42e01f");
    PayloadFormat format =
        new PayloadFormat(
            PAYLOAD_TYPE,
            workload.codec(),
            0,
            workload.codec() == Codec.H264 ? h264 : Map.of(),
            RTX_PAYLOAD_TYPE,
            Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI, RtcpFeedback.TRANSPORT_CC));
    ExtensionMap extensions =
        new ExtensionMap(
            Map.of(HeaderExtension.MID, MID_ID, HeaderExtension.TRANSPORT_CC, TRANSPORT_CC_ID));
    Optional<SendSource> source =
        publishes ? Optional.empty() : Optional.of(new SendSource(ssrc(), ssrc() + 1, "bench"));
    MediaParameters media =
        new MediaParameters(
            MID,
            MediaKind.VIDEO,
            publishes ? Direction.RECEIVE : Direction.SEND,
            List.of(format),
            extensions,
            List.of(),
            List.of(),
            source,
            true);
    return new SessionParameters(
        new TransportParameters(serverIce, ownIce, DtlsRole.SERVER, List.of(fingerprint)),
        List.of(media));
  }

  /** The SSRC it publishes with, or receives in its slot. */
  private int ssrc() {
    return SSRC_BASE + 2 * number;
  }

  /** A connectivity check. */
  byte[] check() {
    return StunRequests.check(serverIce, ownIce);
  }

  /** Says that the slot's SSRC is known, after which the server leaves the mid out. */
  byte[] receiverReport() {
    byte[] clear = new byte[64];
    RtcpWriter writer = new RtcpWriter().wrap(clear, 0, clear.length);
    writer.receiverReport(1);
    writer.reportBlock(ssrc(), 0, 0, 0, 0, 0, 0);
    byte[] sealed = new byte[128];
    return Arrays.copyOf(sealed, seal.protectRtcp(clear, 0, writer.length(), sealed, 0));
  }

  /** The RTP timestamp of the present frame. */
  int timestamp() {
    return timestamp;
  }

  /** Begins the next frame. */
  void nextFrame() {
    timestamp += TIMESTAMP_STEP;
    frame++;
  }

  /** The payload's first bytes as far as the server looks at them. */
  private void beginPayload(boolean keyframe, boolean first) {
    switch (workload.codec()) {
      case VP8 -> {
        payload[0] = (byte) (0x80 | (first ? 0x10 : 0));
        payload[1] = (byte) 0x80;
        BigEndian.putU16(payload, 2, 0x8000 | (frame & 0x7fff));
        System.arraycopy(VP8_FRAME_TAG, 0, payload, 4, VP8_FRAME_TAG.length);
        payload[4] |= (byte) (keyframe ? 0 : 1);
        if (keyframe && first) {
          System.arraycopy(VP8_PICTURE, 0, payload, VP8_PICTURE_OFFSET, VP8_PICTURE.length);
        }
      }
      case VP9 -> payload[0] = (byte) ((keyframe ? 0 : 0x40) | (first ? 0x08 : 0));
      case H264 -> {
        payload[0] = (byte) (keyframe ? 0x65 : 0x61);
        payload[1] = (byte) (first ? 0x80 : 0);
      }
      case AV1 -> payload[0] = (byte) (keyframe && first ? 0x08 : 0);
      case OPUS -> throw new IllegalArgumentException("the benchmarks send video");
    }
  }

  /**
   * Writes the packet {@code index} of the present frame; the first frame is a keyframe.
   *
   * @return the sealed length
   */
  int writePacket(byte[] out, int offset, int index) {
    boolean keyframe = frame % workload.keyframeInterval() == 1;
    beginPayload(keyframe, index == 0);
    sequence++;
    BigEndian.putU16(transportSequence, 0, sequence & 0xffff);
    boolean last = index == workload.batch() - 1;
    header.begin(out, offset, PAYLOAD_TYPE, last, sequence & 0xffff, timestamp, ssrc());
    header.extension(TRANSPORT_CC_ID, transportSequence, 0, 2);
    int headerLength = header.endHeader();
    return seal.protectRtp(
        out, offset, headerLength, sequence, empty, 0, 0, payload, 0, payload.length, 0);
  }
}
