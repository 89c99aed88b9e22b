package dev.sluice.server.stream;

import dev.sluice.server.rtcp.ReportBlock;

/**
 * Counts one received RTP stream and reports on it, as RFC 3550 appendices A.3 (loss) and A.8
 * (jitter) describe. Not thread-safe; owned by the transport's MediaLoop.
 *
 * <p>Retransmissions that arrive in a stream of their own (RFC 4588) belong to that stream's
 * statistics, not to this one's.
 */
public final class ReceiveStatistics {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** A timestamp step beyond this is a source change and says nothing about jitter. */
  private static final long MAX_JITTER_SECONDS = 5;

  private static final int MAX_CUMULATIVE_LOST = 0x7f_ffff;
  private static final int MIN_CUMULATIVE_LOST = -0x80_0000;

  private final int clockRate;

  private boolean started;
  private long firstCycle;
  private long lowestSequence;
  private long highestSequence;
  private long packets;
  private long bytes;

  private int lastTimestamp;
  private long lastArrivalNanos;

  /** The jitter estimate times 16, as in A.8. */
  private long scaledJitter;

  private long expectedPrior;
  private long receivedPrior;
  private double recentLossFraction;
  private long reportedLost;

  private long lastSenderReportNtp;
  private long lastSenderReportNanos;

  /**
   * @param clockRate of the payload, in Hz
   */
  public ReceiveStatistics(int clockRate) {
    if (clockRate <= 0) {
      throw new IllegalArgumentException("clock rate " + clockRate + " is not positive");
    }
    this.clockRate = clockRate;
  }

  /**
   * Counts a packet.
   *
   * @param extendedSequence unwrapped sequence number
   * @param rtpTimestamp as received
   * @param arrivalNanos when it was read from the socket
   * @param lengthBytes what the packet adds to {@link #bytes()}
   */
  public void onPacket(
      long extendedSequence, int rtpTimestamp, long arrivalNanos, int lengthBytes) {
    packets++;
    bytes += lengthBytes;
    if (!started) {
      started = true;
      firstCycle = extendedSequence >> 16;
      lowestSequence = extendedSequence;
      highestSequence = extendedSequence;
    } else if (extendedSequence > highestSequence) {
      highestSequence = extendedSequence;
      updateJitter(rtpTimestamp, arrivalNanos);
    } else {
      // Late packets were delayed by more than the network's jitter: they only count as received.
      lowestSequence = Math.min(lowestSequence, extendedSequence);
      return;
    }
    lastTimestamp = rtpTimestamp;
    lastArrivalNanos = arrivalNanos;
  }

  private void updateJitter(int rtpTimestamp, long arrivalNanos) {
    int sentTicks = rtpTimestamp - lastTimestamp;
    long limitTicks = MAX_JITTER_SECONDS * clockRate;
    long arrivalDelta = arrivalNanos - lastArrivalNanos;
    if (Math.abs((long) sentTicks) > limitTicks
        || arrivalDelta < 0
        || arrivalDelta > MAX_JITTER_SECONDS * NANOS_PER_SECOND) {
      return;
    }
    long difference = Math.abs(arrivalDelta * clockRate / NANOS_PER_SECOND - sentTicks);
    scaledJitter += difference - ((scaledJitter + 8) >> 4);
  }

  /**
   * Notes a sender report of this stream, for the round trip fields of the next report.
   *
   * @param ntp the report's 64-bit NTP timestamp
   */
  public void onSenderReport(long ntp, long arrivalNanos) {
    lastSenderReportNtp = ntp;
    lastSenderReportNanos = arrivalNanos;
  }

  /**
   * The report block for this stream; the interval of its loss fraction ends here.
   *
   * @param ssrc the stream reported on
   */
  public ReportBlock report(int ssrc, long nowNanos) {
    long expected = expected();
    long expectedInterval = expected - expectedPrior;
    long lostInterval = expectedInterval - (packets - receivedPrior);
    expectedPrior = expected;
    receivedPrior = packets;
    reportedLost = Math.max(reportedLost, expected - packets);
    int fraction = 0;
    if (expectedInterval > 0 && lostInterval > 0) {
      fraction = (int) Math.min(255, (lostInterval << 8) / expectedInterval);
      recentLossFraction = (double) lostInterval / expectedInterval;
    } else {
      recentLossFraction = 0;
    }
    int cumulative =
        (int) Math.max(MIN_CUMULATIVE_LOST, Math.min(MAX_CUMULATIVE_LOST, expected - packets));
    long lastSr = 0;
    long delaySinceLastSr = 0;
    if (lastSenderReportNtp != 0) {
      lastSr = (lastSenderReportNtp >>> 16) & 0xffff_ffffL;
      delaySinceLastSr = compactNtp(nowNanos - lastSenderReportNanos);
    }
    return new ReportBlock(
        ssrc, fraction, cumulative, reportedHighest(), scaledJitter >> 4, lastSr, delaySinceLastSr);
  }

  /** The cycles in a report count from the first packet on, however the caller unwraps. */
  private long reportedHighest() {
    return (highestSequence - (firstCycle << 16)) & 0xffff_ffffL;
  }

  /** A duration in units of 1/65536 seconds, as 32 bits. RFC 3550 section 6.4.1. */
  private static long compactNtp(long nanos) {
    long bounded = Math.max(0, Math.min(nanos, 65_535 * NANOS_PER_SECOND));
    return ((bounded / NANOS_PER_SECOND) << 16)
        + ((bounded % NANOS_PER_SECOND) << 16) / NANOS_PER_SECOND;
  }

  private long expected() {
    return started ? highestSequence - lowestSequence + 1 : 0;
  }

  /** True once a packet has arrived; before that there is nothing to report. */
  public boolean hasPackets() {
    return started;
  }

  /** Packets received, duplicates included. */
  public long packets() {
    return packets;
  }

  /** Bytes received, as handed to {@link #onPacket}. */
  public long bytes() {
    return bytes;
  }

  /** Packets expected but not received so far; negative when there were duplicates. */
  public long lost() {
    return expected() - packets;
  }

  /**
   * Packets lost for good as far as the reports so far knew; it only grows. What a report missed
   * and came later, or came twice, makes it no smaller, but the next losses count less.
   */
  public long reportedLost() {
    return reportedLost;
  }

  /** Loss in the interval between the last two reports, from 0 to 1. */
  public double recentLossFraction() {
    return recentLossFraction;
  }

  /** Interarrival jitter in RTP clock ticks. */
  public int jitterTicks() {
    return (int) Math.min(Integer.MAX_VALUE, scaledJitter >> 4);
  }

  /** The highest unwrapped sequence number seen; meaningless before the first packet. */
  public long highestSequence() {
    return highestSequence;
  }
}
