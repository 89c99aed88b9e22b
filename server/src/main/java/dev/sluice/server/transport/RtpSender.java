package dev.sluice.server.transport;

import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.srtp.SrtpSender;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.SendStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongUnaryOperator;

/**
 * Sends one stream in one m-section of a peer: writes the RTP header with what this peer agreed to,
 * and seals it behind the header straight from the shared packet. Sequence numbers and timestamps
 * are the caller's.
 *
 * <p>Owned by the transport's media loop.
 */
public final class RtpSender {

  /** A datagram that an IPv6 path of 1500 bytes still carries whole. */
  private static final int MAX_DATAGRAM = 1452;

  private static final int FIXED_HEADER = 12;
  private static final int EXTENSION_HEADER = 4;
  private static final int MAX_ONE_BYTE_ID = 14;
  private static final int MAX_ONE_BYTE_LENGTH = 16;

  /** The original sequence number in front of a retransmitted payload, RFC 4588 section 4. */
  private static final int OSN_LENGTH = 2;

  private final WebRtcTransport transport;
  private final SendStream stream;
  private final byte[] mid;
  private final byte[] octet = new byte[1];
  private final byte[] retransmissionPrefix = new byte[OSN_LENGTH + 32];
  private final RtpWriter header = new RtpWriter();

  private MediaParameters parameters;
  private int midId;
  private int audioLevelId;

  /**
   * Bytes of id and length before each header extension element: an upper bound for this
   * m-section's ids.
   */
  private int elementOverhead;

  private LongUnaryOperator reportTimestamps = captureNanos -> 0;
  private boolean active;

  RtpSender(WebRtcTransport transport, MediaParameters parameters, SendStream stream) {
    this.transport = transport;
    this.stream = stream;
    this.mid = parameters.mid().getBytes(StandardCharsets.US_ASCII);
    update(parameters);
  }

  void update(MediaParameters newParameters) {
    parameters = newParameters;
    midId = newParameters.extensions().idOf(HeaderExtension.MID);
    audioLevelId = newParameters.extensions().idOf(HeaderExtension.AUDIO_LEVEL);
    boolean oneByteForm =
        mid.length <= MAX_ONE_BYTE_LENGTH
            && midId <= MAX_ONE_BYTE_ID
            && audioLevelId <= MAX_ONE_BYTE_ID;
    elementOverhead = oneByteForm ? 1 : 2;
  }

  public MediaParameters parameters() {
    return parameters;
  }

  /** Counters, round trip and the log of what was sent. */
  public SendStream stream() {
    return stream;
  }

  /**
   * Sender reports pair the present with the timestamp that {@code timestampAt} gives for media
   * captured now.
   */
  public void reportTimestamps(LongUnaryOperator timestampAt) {
    reportTimestamps = timestampAt;
  }

  /** Whether there is a source: without one there are no sender reports. */
  public void active(boolean hasSource) {
    active = hasSource;
  }

  boolean reports() {
    return active && stream.packets() > 0;
  }

  int timestampAt(long captureNanos) {
    return (int) reportTimestamps.applyAsLong(captureNanos);
  }

  /**
   * The length of the datagram that {@link #send} will make of {@code packet}, without RTP padding.
   *
   * @param prefixLength bytes that replace the first {@code skip} bytes of the payload
   */
  public int datagramLength(
      HistoryPacket packet, PayloadFormat format, int prefixLength, int skip) {
    return headerLength(packet, format)
        + prefixLength
        + packet.payloadLength()
        - skip
        + transport.sealLength();
  }

  /**
   * Seals and sends one packet.
   *
   * @param format the receiver's payload format for it
   * @param index the outgoing sequence number on 48 bits, never used before for this stream
   * @param timestamp the outgoing RTP timestamp
   * @param prefix stands in for the first {@code skip} bytes of the payload
   * @param padding bytes of RTP padding to add, RFC 3550 section 5.1
   * @return false if there is no way to send it now
   */
  public boolean send(
      HistoryPacket packet,
      PayloadFormat format,
      long index,
      int timestamp,
      byte[] prefix,
      int prefixLength,
      int skip,
      int padding) {
    int length =
        seal(
            packet,
            format,
            format.payloadType(),
            parameters.sendSource().orElseThrow().ssrc(),
            index,
            timestamp,
            prefix,
            prefixLength,
            skip,
            padding);
    if (length < 0) {
      return false;
    }
    stream.onSent(prefixLength + packet.payloadLength() - skip);
    return true;
  }

  /**
   * Sends a packet again: in the retransmission stream where one was agreed (RFC 4588), else once
   * more as it was.
   *
   * @param index the index it was sent with
   */
  public boolean retransmit(
      HistoryPacket packet,
      PayloadFormat format,
      long index,
      int timestamp,
      byte[] prefix,
      int prefixLength,
      int skip) {
    int rtxSsrc = parameters.sendSource().orElseThrow().rtxSsrc();
    if (!format.hasRtx() || rtxSsrc == 0) {
      return seal(
              packet,
              format,
              format.payloadType(),
              parameters.sendSource().orElseThrow().ssrc(),
              index,
              timestamp,
              prefix,
              prefixLength,
              skip,
              0)
          >= 0;
    }
    retransmissionPrefix[0] = (byte) (index >> 8);
    retransmissionPrefix[1] = (byte) index;
    System.arraycopy(prefix, 0, retransmissionPrefix, OSN_LENGTH, prefixLength);
    boolean sent =
        seal(
                packet,
                format,
                format.rtxPayloadType(),
                rtxSsrc,
                stream.takeRtxSequence(),
                timestamp,
                retransmissionPrefix,
                OSN_LENGTH + prefixLength,
                skip,
                0)
            >= 0;
    if (sent) {
      stream.onRtxSent(OSN_LENGTH + prefixLength + packet.payloadLength() - skip);
    }
    return sent;
  }

  private int seal(
      HistoryPacket packet,
      PayloadFormat format,
      int payloadType,
      int ssrc,
      long index,
      int timestamp,
      byte[] prefix,
      int prefixLength,
      int skip,
      int padding) {
    SrtpSender srtp = transport.srtpSenderOrNull();
    int length = datagramLength(packet, format, prefixLength, skip) + padding;
    if (srtp == null || transport.sendPathOrNull() == null) {
      transport.drops().count(DropReason.NO_PATH);
      return -1;
    }
    if (length > MAX_DATAGRAM) {
      transport.drops().count(DropReason.OVERSIZE);
      return -1;
    }
    DatagramSink sink = transport.sink();
    int at = sink.begin(transport.sendPathOrNull(), length);
    byte[] out = sink.array();
    header.begin(out, at, payloadType, packet.marker(), (int) index & 0xffff, timestamp, ssrc);
    if (writesMid(format)) {
      header.extension(midId, mid, 0, mid.length);
    }
    if (audioLevelId != 0 && packet.audioLevel() >= 0) {
      octet[0] = (byte) packet.audioLevel();
      header.extension(audioLevelId, octet, 0, 1);
    }
    int headerLength = header.endHeader();
    if (padding > 0) {
      RtpWriter.setPadding(out, at, 1);
    }
    int written = -1;
    try {
      written =
          srtp.protectRtp(
              out,
              at,
              headerLength,
              index,
              prefix,
              0,
              prefixLength,
              packet.data(),
              packet.payloadOffset() + skip,
              packet.payloadLength() - skip,
              padding);
    } finally {
      // the key's lifetime is over when sealing says no
      sink.commit(Math.max(0, written));
    }
    return written;
  }

  /**
   * The m-section's name goes along until a report shows that the peer knows the stream. Without a
   * retransmission stream it always does: a packet sent twice under one index must be the same to
   * the bit (RFC 7714 section 8).
   */
  private boolean writesMid(PayloadFormat format) {
    return midId != 0 && (!stream.acknowledged() || !format.hasRtx());
  }

  /** True when a packet may get RTP padding: it will never have to be sent again as it was. */
  public boolean mayPad(PayloadFormat format) {
    return format.hasRtx() || !format.supports(RtcpFeedback.NACK);
  }

  private int headerLength(HistoryPacket packet, PayloadFormat format) {
    int elements = 0;
    if (writesMid(format)) {
      elements += elementOverhead + mid.length;
    }
    if (audioLevelId != 0 && packet.audioLevel() >= 0) {
      elements += elementOverhead + 1;
    }
    if (elements == 0) {
      return FIXED_HEADER;
    }
    int padded = (elements + 3) & ~3;
    return FIXED_HEADER + EXTENSION_HEADER + padded;
  }
}
