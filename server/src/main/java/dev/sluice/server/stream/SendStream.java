package dev.sluice.server.stream;

import dev.sluice.server.rtcp.ReportBlock;
import dev.sluice.server.rtcp.SenderReport;
import dev.sluice.server.rtp.MediaKind;
import java.util.List;

/**
 * One stream the server sends: its SSRCs, its packet indexes, what was sent for sender reports and
 * NACKs, and what the receiver reports about it. It lives as long as its m-section sends, whatever
 * sources come and go in it. Not thread-safe; owned by the transport's MediaLoop.
 *
 * <p>Sequence numbers are 64-bit packet indexes (SRTP: roll-over counter in the upper bits, RFC
 * 3711 section 3.3.1) and are never given out twice for one SSRC.
 */
public final class SendStream {

  /**
   * First sequence numbers stay below this: if the first packets are lost and the numbers wrap at
   * once, a receiver guesses the wrong roll-over counter and never recovers.
   */
  private static final int FIRST_SEQUENCE_LIMIT = 1 << 15;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Longer round trips are taken for damaged reports. */
  private static final long MAX_ROUND_TRIP_NANOS = 10 * NANOS_PER_SECOND;

  /** A second of video at 20 Mbit/s, as a replay may send it; five seconds of audio. */
  private static final int VIDEO_LOG_CAPACITY = 2048;

  private static final int AUDIO_LOG_CAPACITY = 256;

  private final int ssrc;
  private final int rtxSsrc;
  private final MediaKind kind;
  private final int clockRate;
  private final long firstSequence;
  private final long firstTimestamp;
  private final SentLog sentLog;

  private long nextRtxSequence;
  private long packets;
  private long payloadBytes;
  private long rtxPackets;
  private long rtxPayloadBytes;

  private boolean acknowledged;
  private boolean rtxAcknowledged;
  private long roundTripNanos;
  private double lossFraction;
  private long packetsLost;
  private long mostPacketsLost;
  private int jitterTicks;

  /**
   * @param ssrc of the media stream
   * @param rtxSsrc of its retransmissions, or 0 when they have no stream
   * @param clockRate in Hz
   * @param seed random bits, from which the first sequence numbers and timestamp are taken
   */
  public SendStream(int ssrc, int rtxSsrc, MediaKind kind, int clockRate, long seed) {
    this.ssrc = ssrc;
    this.rtxSsrc = rtxSsrc;
    this.kind = kind;
    this.clockRate = clockRate;
    this.firstSequence = seed & (FIRST_SEQUENCE_LIMIT - 1);
    this.nextRtxSequence = (seed >>> 15) & (FIRST_SEQUENCE_LIMIT - 1);
    this.firstTimestamp = seed >>> 32;
    this.sentLog = new SentLog(kind == MediaKind.VIDEO ? VIDEO_LOG_CAPACITY : AUDIO_LOG_CAPACITY);
  }

  public int ssrc() {
    return ssrc;
  }

  /** The retransmission stream's SSRC, or 0. */
  public int rtxSsrc() {
    return rtxSsrc;
  }

  public MediaKind kind() {
    return kind;
  }

  /** In Hz. */
  public int clockRate() {
    return clockRate;
  }

  /** The first packet index to use; random below 2^15. */
  public long firstSequence() {
    return firstSequence;
  }

  /** The first RTP timestamp to use, as an extended timestamp; random. */
  public long firstTimestamp() {
    return firstTimestamp;
  }

  /** The next packet index of the retransmission stream; each call gives the next. */
  public long takeRtxSequence() {
    return nextRtxSequence++;
  }

  /** Which packet went out under which sequence number. */
  public SentLog sentLog() {
    return sentLog;
  }

  /** Counts a sent media packet. */
  public void onSent(int payloadLengthBytes) {
    packets++;
    payloadBytes += payloadLengthBytes;
  }

  /** Counts a sent packet of the retransmission stream. */
  public void onRtxSent(int payloadLengthBytes) {
    rtxPackets++;
    rtxPayloadBytes += payloadLengthBytes;
  }

  /**
   * Takes what the receiver says about this stream or its retransmissions; blocks about others are
   * ignored.
   *
   * @param ntpNow the 64-bit NTP time at which the report arrived, on the clock of our sender
   *     reports
   */
  public void onReportBlock(ReportBlock block, long ntpNow) {
    if (block.ssrc() == rtxSsrc && rtxSsrc != 0) {
      rtxAcknowledged = true;
    }
    if (block.ssrc() != ssrc) {
      return;
    }
    acknowledged = true;
    lossFraction = block.fractionLost() / 256.0;
    packetsLost = block.cumulativeLost();
    mostPacketsLost = Math.max(mostPacketsLost, packetsLost);
    jitterTicks = (int) Math.min(Integer.MAX_VALUE, block.jitter());
    if (block.lastSr() != 0) {
      int compactNow = (int) (ntpNow >>> 16);
      int compact = compactNow - (int) block.lastSr() - (int) block.delaySinceLastSr();
      long measured = (compact * NANOS_PER_SECOND) >> 16;
      // Rounding of the 1/65536 s fields can make a very short round trip negative.
      if (measured <= MAX_ROUND_TRIP_NANOS && measured > -NANOS_PER_SECOND / 100) {
        onRoundTrip(Math.max(measured, 1_000));
      }
    }
  }

  private void onRoundTrip(long measuredNanos) {
    roundTripNanos =
        roundTripNanos == 0 ? measuredNanos : roundTripNanos + (measuredNanos - roundTripNanos) / 4;
  }

  /**
   * The sender report of the media stream, without report blocks.
   *
   * @param ntp 64-bit NTP time
   * @param rtpTimestamp the outgoing RTP timestamp of the same instant
   */
  public SenderReport senderReport(long ntp, int rtpTimestamp) {
    return new SenderReport(ssrc, ntp, rtpTimestamp, packets, payloadBytes, List.of());
  }

  /** Media packets sent. */
  public long packets() {
    return packets;
  }

  /** Media payload bytes sent, without headers and padding. */
  public long payloadBytes() {
    return payloadBytes;
  }

  public long rtxPackets() {
    return rtxPackets;
  }

  public long rtxPayloadBytes() {
    return rtxPayloadBytes;
  }

  /**
   * True once the receiver has reported on the media SSRC: it knows which m-section the SSRC
   * belongs to, and the mid extension may go. RFC 9143 section 9.2.
   */
  public boolean acknowledged() {
    return acknowledged;
  }

  /** The same for the retransmission SSRC. */
  public boolean rtxAcknowledged() {
    return rtxAcknowledged;
  }

  /** Smoothed round trip to the receiver, or 0 before the first measurement. */
  public long roundTripNanos() {
    return roundTripNanos;
  }

  /** Loss in the receiver's last report interval, from 0 to 1. */
  public double lossFraction() {
    return lossFraction;
  }

  /** Packets lost in all by the receiver's count; may be negative. */
  public long packetsLost() {
    return packetsLost;
  }

  /** The most that {@link #packetsLost} has ever been: it only grows. */
  public long mostPacketsLost() {
    return mostPacketsLost;
  }

  /** The receiver's interarrival jitter in RTP ticks. */
  public int jitterTicks() {
    return jitterTicks;
  }
}
