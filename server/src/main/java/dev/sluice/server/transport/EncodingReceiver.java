package dev.sluice.server.transport;

import dev.sluice.server.bytes.SequenceUnwrapper;
import dev.sluice.server.bytes.TimestampUnwrapper;
import dev.sluice.server.rtcp.RtcpWriter;
import dev.sluice.server.rtcp.SenderReport;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.stream.NackGenerator;
import dev.sluice.server.stream.NackOptions;
import dev.sluice.server.stream.PublisherClock;
import dev.sluice.server.stream.ReceiveStatistics;
import dev.sluice.server.stream.RtpTimeline;

/**
 * One encoding a peer publishes: one SSRC of one m-section, and its retransmission SSRC when there
 * is one. It judges what arrives (loss, order, duplicates), asks for what is missing, and hands
 * every packet once to its sink.
 *
 * <p>Owned by the transport's media loop.
 */
public final class EncodingReceiver {

  /** Takes the packets of one encoding. */
  @FunctionalInterface
  public interface Sink {

    /**
     * A media packet, each once, in order of arrival. The view and its buffer are valid only during
     * the call.
     *
     * @param extendedSequence the sequence number unwrapped to 64 bits
     * @param extendedTimestamp the RTP timestamp unwrapped to 64 bits
     */
    void onRtp(
        EncodingReceiver encoding,
        RtpPacket packet,
        long extendedSequence,
        long extendedTimestamp,
        long arrivalNanos);
  }

  private static final Sink NOWHERE = (encoding, packet, sequence, timestamp, arrivalNanos) -> {};

  private final String mid;
  private final String rid;
  private final int ssrc;
  private final PayloadFormat format;
  private final SequenceUnwrapper sequences = new SequenceUnwrapper();
  private final TimestampUnwrapper timestamps = new TimestampUnwrapper();
  private final SequenceWindow window = new SequenceWindow();
  private final ReceiveStatistics statistics;
  private final NackGenerator nacks;
  private final RtpTimeline timeline;
  private final int[] nackScratch = new int[64];

  private Sink sink = NOWHERE;
  private int keyframeRequests;
  private int firSequence;
  private long nacksSent;
  private long retransmissionsReceived;
  private long payloadBytes;
  private long packets;

  EncodingReceiver(
      String mid, String rid, int ssrc, PayloadFormat format, PublisherClock publisherClock) {
    this.mid = mid;
    this.rid = rid;
    this.ssrc = ssrc;
    this.format = format;
    int clockRate = format.codec().clockRate();
    this.statistics = new ReceiveStatistics(clockRate);
    this.nacks = new NackGenerator(NackOptions.DEFAULTS);
    this.timeline = new RtpTimeline(clockRate, publisherClock);
  }

  /** The m-section it belongs to. */
  public String mid() {
    return mid;
  }

  /** The RTP stream id, RFC 8852; empty without simulcast. */
  public String rid() {
    return rid;
  }

  public int ssrc() {
    return ssrc;
  }

  public PayloadFormat format() {
    return format;
  }

  /** When its packets were captured, on the server's clock. */
  public RtpTimeline timeline() {
    return timeline;
  }

  public ReceiveStatistics statistics() {
    return statistics;
  }

  public long nacksSent() {
    return nacksSent;
  }

  public long retransmissionsReceived() {
    return retransmissionsReceived;
  }

  /** Media packets handed on, retransmitted ones included. */
  public long packets() {
    return packets;
  }

  /** RTP bytes of those, headers included. */
  public long bytes() {
    return payloadBytes;
  }

  /** PLI and FIR sent to the publisher. */
  public int keyframeRequests() {
    return keyframeRequests;
  }

  /** Where packets go from now on. */
  public void deliverTo(Sink newSink) {
    this.sink = newSink;
  }

  /** Whether anybody takes the packets. */
  boolean wanted() {
    return sink != NOWHERE;
  }

  /** Nobody wants the packets any more; they are still judged and reported on. */
  public void deliverNowhere() {
    this.sink = NOWHERE;
  }

  /**
   * A packet of this encoding, as it came or as a retransmission brought it.
   *
   * @return false when it had been received before
   */
  boolean receive(RtpPacket packet, long arrivalNanos, Arrival arrival) {
    long sequence = sequences.unwrap(packet.sequenceNumber());
    long timestamp = timestamps.unwrap(packet.timestamp());
    if (arrival == Arrival.DIRECT) {
      statistics.onPacket(sequence, packet.timestamp(), arrivalNanos, packet.length());
      timeline.onPacket(timestamp, arrivalNanos);
    } else {
      retransmissionsReceived++;
    }
    nacks.onPacket(sequence, arrivalNanos);
    if (!window.add(sequence)) {
      return false;
    }
    packets++;
    payloadBytes += packet.length();
    sink.onRtp(this, packet, sequence, timestamp, arrivalNanos);
    return true;
  }

  /** How a packet came. */
  enum Arrival {
    DIRECT,
    RETRANSMITTED
  }

  void onSenderReport(SenderReport report, long arrivalNanos) {
    statistics.onSenderReport(report.ntp(), arrivalNanos);
    timeline.onSenderReport(report.ntp(), report.rtpTimestamp(), arrivalNanos);
  }

  /**
   * Collects what is missing and due, for {@link #writeNack}.
   *
   * @return how many packets
   */
  int collectNack(long nowNanos, long roundTripNanos) {
    return format.supports(RtcpFeedback.NACK)
        ? nacks.collect(nowNanos, roundTripNanos, nackScratch)
        : 0;
  }

  /** Writes a NACK for what {@link #collectNack} has just found. */
  void writeNack(RtcpWriter out, int senderSsrc, int count) {
    nacksSent += out.nack(senderSsrc, ssrc, nackScratch, count);
  }

  /** True once after losses that retransmission did not mend. */
  public boolean takeKeyframeNeeded() {
    return nacks.takeKeyframeNeeded();
  }

  /** As {@link NackGenerator#persist}. */
  public void persistNacks(long nanos) {
    nacks.persist(nanos);
  }

  /** A keyframe makes older losses pointless to mend. */
  public void onKeyframe(long extendedSequence) {
    nacks.clearBefore(extendedSequence);
  }

  /** True when the publisher has said that it takes requests for keyframes. */
  public boolean takesKeyframeRequests() {
    return format.supports(RtcpFeedback.PLI) || format.supports(RtcpFeedback.FIR);
  }

  /**
   * Writes a PLI, or a FIR where only that was agreed.
   *
   * @return false when the publisher understands neither
   */
  boolean writeKeyframeRequest(RtcpWriter out, int senderSsrc) {
    if (format.supports(RtcpFeedback.PLI)) {
      out.pli(senderSsrc, ssrc);
    } else if (format.supports(RtcpFeedback.FIR)) {
      out.fir(senderSsrc, ssrc, firSequence++ & 0xff);
    } else {
      return false;
    }
    keyframeRequests++;
    return true;
  }
}
