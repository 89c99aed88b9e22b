package dev.sluice.server.transport;

import dev.sluice.server.congestion.FeedbackRecorder;
import dev.sluice.server.rtcp.ReportBlock;
import dev.sluice.server.rtcp.RtcpWriter;
import dev.sluice.server.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Writes the RTCP a peer is owed: reports each second, NACKs as they fall due, transport-cc
 * feedback, keyframe requests.
 *
 * <p>Feedback leaves as one packet per datagram where reduced-size RTCP was agreed (some publishers
 * read only that), else behind a receiver report and a CNAME, as RFC 3550 section 6.1 asks.
 */
final class RtcpOutbox {

  private static final long REPORT_INTERVAL_NANOS = 1_000_000_000L;
  private static final int CAPACITY = 1200;
  private static final int MAX_BLOCKS = 31;

  private final WebRtcTransport transport;
  private final WallClock wallClock;
  private final int rtcpSsrc;
  private final String cname;
  private final byte[] scratch = new byte[CAPACITY];
  private final RtcpWriter writer = new RtcpWriter();
  private final FeedbackRecorder feedback = new FeedbackRecorder();
  private final List<ReportBlock> blocks = new ArrayList<>();

  private long nextReportNanos;
  private boolean reportScheduled;
  private int feedbackMediaSsrc;
  private boolean feedbackReducedSize = true;
  private long feedbackSent;
  private int limitBps;

  RtcpOutbox(WebRtcTransport transport, WallClock wallClock, RandomGenerator random) {
    this.transport = transport;
    this.wallClock = wallClock;
    int ssrc = random.nextInt();
    this.rtcpSsrc = ssrc == 0 ? 1 : ssrc;
    this.cname = "sluice-" + Integer.toUnsignedString(rtcpSsrc, Character.MAX_RADIX);
  }

  /** Records arrivals for transport-cc. */
  FeedbackRecorder feedback() {
    return feedback;
  }

  /**
   * Feedback names one of the media streams it speaks of, and follows what its m-section agreed.
   */
  void feedbackAbout(int mediaSsrc, MediaReceiver section) {
    feedbackMediaSsrc = mediaSsrc;
    feedbackReducedSize = section.parameters().reducedSizeRtcp();
  }

  /** What the peer is told each second that it may send; 0 for nothing. */
  void limit(int bitrateBps) {
    limitBps = bitrateBps;
  }

  long feedbackSent() {
    return feedbackSent;
  }

  void onTick(long nowNanos) {
    flushFeedback(nowNanos);
    sendNacks(nowNanos);
    if (!reportScheduled) {
      reportScheduled = true;
      nextReportNanos = nowNanos + REPORT_INTERVAL_NANOS;
    } else if (nowNanos - nextReportNanos >= 0) {
      nextReportNanos = nowNanos + REPORT_INTERVAL_NANOS;
      sendReports(nowNanos);
      if (limitBps > 0) {
        sendLimit();
      }
    }
  }

  /** Browsers follow REMB whether or not it was agreed on, beside transport-cc too. */
  private void sendLimit() {
    int[] ssrcs =
        transport.receivers().stream()
            .flatMap(section -> section.encodings().stream())
            .mapToInt(EncodingReceiver::ssrc)
            .toArray();
    begin(false);
    if (ssrcs.length > 0 && writer.remb(rtcpSsrc, limitBps, ssrcs)) {
      seal(writer.length());
    }
  }

  private void flushFeedback(long nowNanos) {
    while (feedback.due(nowNanos)) {
      begin(feedbackReducedSize);
      int from = writer.length();
      int length =
          feedback.write(nowNanos, rtcpSsrc, feedbackMediaSsrc, scratch, from, CAPACITY - from);
      if (length == 0) {
        return;
      }
      feedbackSent++;
      seal(from + length);
    }
  }

  boolean sendKeyframeRequest(EncodingReceiver encoding) {
    begin(reducedSize(encoding));
    if (!encoding.writeKeyframeRequest(writer, rtcpSsrc)) {
      return false;
    }
    seal(writer.length());
    return true;
  }

  private void sendNacks(long nowNanos) {
    List<MediaReceiver> sections = transport.receivers();
    for (int i = 0; i < sections.size(); i++) {
      List<EncodingReceiver> encodings = sections.get(i).encodings();
      for (int j = 0; j < encodings.size(); j++) {
        EncodingReceiver encoding = encodings.get(j);
        int missing = encoding.collectNack(nowNanos, transport.roundTripNanos());
        if (missing > 0) {
          begin(reducedSize(encoding));
          encoding.writeNack(writer, rtcpSsrc, missing);
          seal(writer.length());
        }
      }
    }
  }

  private boolean reducedSize(EncodingReceiver encoding) {
    return transport
        .receiver(encoding.mid())
        .map(section -> section.parameters().reducedSizeRtcp())
        .orElse(true);
  }

  /** Feedback to peers that did not agree to RFC 5506 stands behind an empty report. */
  private void begin(boolean reducedSize) {
    writer.wrap(scratch, 0, CAPACITY);
    if (!reducedSize) {
      writer.receiverReport(rtcpSsrc);
      writer.sourceDescription(rtcpSsrc, cname);
    }
  }

  private void sendReports(long nowNanos) {
    blocks.clear();
    for (MediaReceiver section : transport.receivers()) {
      for (EncodingReceiver encoding : section.encodings()) {
        if (blocks.size() < MAX_BLOCKS && encoding.packets() > 0) {
          blocks.add(encoding.statistics().report(encoding.ssrc(), nowNanos));
        }
      }
    }
    boolean blocksSent = false;
    for (RtpSender sender : transport.senders()) {
      if (sender.reports()) {
        sendSenderReport(sender, blocksSent ? List.of() : blocks, nowNanos);
        blocksSent = true;
      }
    }
    if (!blocksSent && !blocks.isEmpty()) {
      writer.wrap(scratch, 0, CAPACITY);
      writer.receiverReport(rtcpSsrc);
      blocks.forEach(this::writeBlock);
      writer.sourceDescription(rtcpSsrc, cname);
      seal(writer.length());
    }
  }

  private void sendSenderReport(RtpSender sender, List<ReportBlock> with, long nowNanos) {
    SendSource source = sender.parameters().sendSource().orElseThrow();
    writer.wrap(scratch, 0, CAPACITY);
    writer.senderReport(
        source.ssrc(),
        wallClock.ntp(nowNanos),
        sender.timestampAt(nowNanos),
        sender.stream().packets(),
        sender.stream().payloadBytes());
    with.forEach(this::writeBlock);
    writer.sourceDescription(source.ssrc(), source.cname());
    seal(writer.length());
  }

  private void writeBlock(ReportBlock block) {
    writer.reportBlock(
        block.ssrc(),
        block.fractionLost(),
        block.cumulativeLost(),
        block.extendedHighestSequence(),
        block.jitter(),
        block.lastSr(),
        block.delaySinceLastSr());
  }

  private void seal(int length) {
    int overhead = transport.srtpSenderOrNull().rtcpOverhead();
    DatagramSink sink = transport.sink();
    int at = sink.begin(transport.sendPathOrNull(), length + overhead);
    sink.commit(transport.srtpSenderOrNull().protectRtcp(scratch, 0, length, sink.array(), at));
  }
}
