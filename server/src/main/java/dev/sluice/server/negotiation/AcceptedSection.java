package dev.sluice.server.negotiation;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.RemoteSource;
import dev.sluice.server.transport.SendSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What we accept of one m-section of the offer; everything but what we send there.
 *
 * @param offered the m-section
 * @param mid its name
 * @param kind audio or video
 * @param direction seen from the server
 * @param formats not empty
 * @param extensions header extensions
 * @param rids the encodings of a simulcast offer
 * @param remoteSources declared streams
 */
record AcceptedSection(
    MediaSection offered,
    String mid,
    MediaKind kind,
    Direction direction,
    List<PayloadFormat> formats,
    SectionExtensions extensions,
    List<String> rids,
    List<RemoteSource> remoteSources) {

  /** Empty when the m-section has no format that we can forward. */
  static Optional<AcceptedSection> of(
      MediaSection offered, String mid, MediaKind kind, Direction direction, Set<Codec> codecs) {
    List<PayloadFormat> formats = SectionFormats.select(offered, kind, direction, codecs);
    if (formats.isEmpty()) {
      return Optional.empty();
    }
    SectionExtensions extensions = SectionExtensions.of(offered, direction);
    boolean transportCc =
        extensions.has(HeaderExtension.TRANSPORT_CC)
            && formats.stream().anyMatch(format -> format.supports(RtcpFeedback.TRANSPORT_CC));
    extensions.settleCongestionControl(transportCc);
    RtcpFeedback excluded = transportCc ? RtcpFeedback.REMB : RtcpFeedback.TRANSPORT_CC;
    List<PayloadFormat> settled =
        formats.stream().map(format -> without(excluded, format)).toList();
    // also while inactive: a browser drops for good the encodings that one answer leaves out
    boolean publishes = direction != Direction.SEND;
    boolean simulcast = publishes && extensions.has(HeaderExtension.RID);
    return Optional.of(
        new AcceptedSection(
            offered,
            mid,
            kind,
            direction,
            settled,
            extensions,
            simulcast ? SectionEncodings.rids(offered, settled) : List.of(),
            publishes ? SectionEncodings.remoteSources(offered) : List.of()));
  }

  private static PayloadFormat without(RtcpFeedback excluded, PayloadFormat format) {
    Set<RtcpFeedback> feedback = EnumSet.noneOf(RtcpFeedback.class);
    feedback.addAll(format.feedback());
    feedback.remove(excluded);
    return new PayloadFormat(
        format.payloadType(),
        format.codec(),
        format.channels(),
        format.parameters(),
        format.rtxPayloadType(),
        feedback);
  }

  /**
   * What is left of this, the answer of a peer, where we offered {@code ours}: formats and
   * extensions under the numbers that we gave them. Empty when no format is left.
   */
  Optional<AcceptedSection> within(AcceptedSection ours) {
    List<PayloadFormat> left = new ArrayList<>();
    for (PayloadFormat format : formats) {
      ours.formats.stream()
          .filter(offer -> offer.payloadType() == format.payloadType())
          .filter(offer -> offer.codec() == format.codec())
          .findFirst()
          .ifPresent(offer -> left.add(within(offer, format)));
    }
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AcceptedSection(
                offered,
                mid,
                kind,
                direction,
                left,
                extensions.within(ours.extensions),
                rids,
                remoteSources));
  }

  private static PayloadFormat within(PayloadFormat offer, PayloadFormat answer) {
    Set<RtcpFeedback> feedback = EnumSet.noneOf(RtcpFeedback.class);
    feedback.addAll(answer.feedback());
    feedback.retainAll(offer.feedback());
    return new PayloadFormat(
        answer.payloadType(),
        answer.codec(),
        answer.channels(),
        answer.parameters(),
        answer.rtxPayloadType() == offer.rtxPayloadType()
            ? answer.rtxPayloadType()
            : PayloadFormat.NO_RTX,
        feedback);
  }

  /** True when this is what we accept of {@code section}; mids are unique in an offer. */
  boolean isIn(MediaSection section) {
    return section.mid().filter(mid::equals).isPresent();
  }

  boolean hasRtx() {
    return formats.stream().anyMatch(PayloadFormat::hasRtx);
  }

  boolean reducedSizeRtcp() {
    return offered.has("rtcp-rsize");
  }

  MediaParameters parameters(Optional<SendSource> sendSource) {
    return new MediaParameters(
        mid,
        kind,
        direction,
        formats,
        extensions.map(),
        rids,
        remoteSources,
        sendSource,
        reducedSizeRtcp());
  }
}
