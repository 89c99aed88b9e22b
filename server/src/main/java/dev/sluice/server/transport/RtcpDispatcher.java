package dev.sluice.server.transport;

import dev.sluice.server.rtcp.FullIntraRequest;
import dev.sluice.server.rtcp.GenericNack;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.rtcp.ReceiverEstimatedMaxBitrate;
import dev.sluice.server.rtcp.ReceiverReport;
import dev.sluice.server.rtcp.ReportBlock;
import dev.sluice.server.rtcp.RtcpPacket;
import dev.sluice.server.rtcp.RtcpReader;
import dev.sluice.server.rtcp.SenderReport;
import dev.sluice.server.time.TokenBucket;
import dev.sluice.server.time.WallClock;
import java.util.List;

/**
 * Brings each RTCP packet of a peer to the stream it speaks of, at a bounded rate. What speaks of
 * no stream of ours is ignored.
 */
final class RtcpDispatcher {

  /** Feedback on a dozen streams each 50 ms, NACKs besides: a browser sends a tenth of it. */
  private static final int PACKETS_PER_SECOND = 1000;

  /** Stands in until a round trip was measured: a common figure for a public network. */
  private static final long DEFAULT_ROUND_TRIP_NANOS = 100_000_000L;

  /** Who estimates says so once a second at least; what is older is no news any more. */
  private static final long ESTIMATE_NANOS = 10_000_000_000L;

  private final MediaSections sections;
  private final WebRtcTransport.Listener listener;
  private final WallClock wallClock;
  private final DropCounters drops;
  private final TokenBucket rate;

  private long nowNanos;
  private long roundTripNanos = -1;
  private long remoteEstimateBps = -1;
  private long estimatedNanos;
  private long nacksReceived;
  private long keyframeRequestsReceived;

  RtcpDispatcher(
      MediaSections sections,
      WebRtcTransport.Listener listener,
      WallClock wallClock,
      DropCounters drops,
      long nowNanos) {
    this.sections = sections;
    this.listener = listener;
    this.wallClock = wallClock;
    this.drops = drops;
    this.rate = new TokenBucket(PACKETS_PER_SECOND, PACKETS_PER_SECOND, nowNanos);
  }

  /** A clear compound or reduced-size packet. */
  void dispatch(byte[] data, int offset, int length, long now) {
    if (!rate.take(now)) {
      drops.count(DropReason.RATE_LIMITED);
      return;
    }
    nowNanos = now;
    if (RtcpReader.read(data, offset, length, this::onPacket) > 0) {
      drops.count(DropReason.MALFORMED);
    }
  }

  long roundTripNanos() {
    return roundTripNanos < 0 ? DEFAULT_ROUND_TRIP_NANOS : roundTripNanos;
  }

  boolean roundTripKnown() {
    return roundTripNanos >= 0;
  }

  /** Bits per second, or -1 without a recent estimate. */
  long remoteEstimateBps(long now) {
    return now - estimatedNanos <= ESTIMATE_NANOS ? remoteEstimateBps : -1;
  }

  long nacksReceived() {
    return nacksReceived;
  }

  long keyframeRequestsReceived() {
    return keyframeRequestsReceived;
  }

  private void onPacket(RtcpPacket packet) {
    if (packet instanceof SenderReport report) {
      onSenderReport(report);
    } else if (packet instanceof ReceiverReport report) {
      onReportBlocks(report.blocks());
    } else if (packet instanceof ReceiverEstimatedMaxBitrate estimate) {
      remoteEstimateBps = estimate.bitrateBps();
      estimatedNanos = nowNanos;
    } else if (packet instanceof GenericNack nack) {
      onNack(nack);
    } else if (packet instanceof PictureLossIndication request) {
      onKeyframeRequest(request.mediaSsrc());
    } else if (packet instanceof FullIntraRequest request) {
      for (FullIntraRequest.Entry entry : request.entries()) {
        onKeyframeRequest(entry.ssrc());
      }
    }
  }

  private void onSenderReport(SenderReport report) {
    EncodingReceiver encoding = sections.demux().encodingOrNull(report.ssrc());
    if (encoding != null) {
      encoding.onSenderReport(report, nowNanos);
    }
    onReportBlocks(report.blocks());
  }

  private void onReportBlocks(List<ReportBlock> blocks) {
    for (ReportBlock block : blocks) {
      RtpSender sender = senderOrNull(block.ssrc());
      if (sender != null) {
        sender.stream().onReportBlock(block, wallClock.ntp(nowNanos));
        long measured = sender.stream().roundTripNanos();
        if (measured > 0) {
          roundTripNanos = measured;
        }
      }
    }
  }

  private void onNack(GenericNack nack) {
    RtpSender sender = senderOrNull(nack.mediaSsrc());
    if (sender == null) {
      return;
    }
    for (int sequence : nack.sequenceNumbers()) {
      nacksReceived++;
      listener.onNack(sender, sequence);
    }
  }

  private void onKeyframeRequest(int ssrc) {
    RtpSender sender = senderOrNull(ssrc);
    if (sender != null) {
      keyframeRequestsReceived++;
      listener.onKeyframeRequested(sender);
    }
  }

  private RtpSender senderOrNull(int ssrc) {
    for (RtpSender sender : sections.senders()) {
      if (sender.parameters().sendSource().orElseThrow().ssrc() == ssrc) {
        return sender;
      }
    }
    return null;
  }
}
