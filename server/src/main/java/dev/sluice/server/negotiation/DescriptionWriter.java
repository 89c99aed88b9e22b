package dev.sluice.server.negotiation;

import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.sdp.Attribute;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.SsrcGroup;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.SendSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts what was agreed, or is offered, into the words of SDP. */
final class DescriptionWriter {

  private static final String MIXED_EXTENSIONS = "extmap-allow-mixed";

  /** The discard port: the candidates say where to send. RFC 8839 section 4.2.5. */
  static final int DISCARD_PORT = 9;

  private final Fingerprint localFingerprint;
  private final List<IceCandidate> candidates;
  private final IceCredentials localIce;
  private final String setup;
  private final LocalStreams streams;
  private final String cname;
  private final Profile profile;

  /**
   * @param setup what we say of our DTLS role, RFC 8842 section 5
   */
  DescriptionWriter(
      Fingerprint localFingerprint,
      List<IceCandidate> candidates,
      IceCredentials localIce,
      String setup,
      LocalStreams streams,
      String cname,
      Profile profile) {
    this.localFingerprint = localFingerprint;
    this.candidates = candidates;
    this.localIce = localIce;
    this.setup = setup;
    this.streams = streams;
    this.cname = cname;
    this.profile = profile;
  }

  /**
   * The whole answer.
   *
   * @param origin what stands behind {@code o=}
   * @param bundle the accepted m-sections in the order of the offer's group; the first is tagged
   */
  SessionDescription answer(String origin, SessionDescription offer, List<AcceptedSection> bundle) {
    List<Attribute> attributes =
        sessionAttributes(
            bundle,
            offer.has(MIXED_EXTENSIONS) ? List.of(Attribute.flag(MIXED_EXTENSIONS)) : List.of());
    String tag = bundle.get(0).mid();
    List<MediaSection> sections = new ArrayList<>();
    for (MediaSection offered : offer.media()) {
      Optional<AcceptedSection> accepted =
          bundle.stream().filter(section -> section.isIn(offered)).findFirst();
      sections.add(
          accepted
              .map(section -> accepted(section, section.mid().equals(tag)))
              .orElse(rejected(offered)));
    }
    return new SessionDescription(origin, "-", attributes, sections);
  }

  /**
   * An offer of {@code sections}. Each has the candidates: whichever of them the answer rejects,
   * the others lead to us.
   */
  SessionDescription offer(String origin, List<AcceptedSection> sections) {
    return new SessionDescription(
        origin,
        "-",
        sessionAttributes(sections, List.of()),
        sections.stream().map(section -> accepted(section, true)).toList());
  }

  private static List<Attribute> sessionAttributes(
      List<AcceptedSection> bundle, List<Attribute> extensions) {
    List<Attribute> attributes = new ArrayList<>();
    String mids = bundle.stream().map(AcceptedSection::mid).collect(Collectors.joining(" "));
    attributes.add(new Attribute("group", "BUNDLE " + mids));
    attributes.add(Attribute.flag("ice-lite"));
    attributes.add(new Attribute("ice-options", "trickle"));
    attributes.addAll(extensions);
    attributes.add(new Attribute("msid-semantic", "WMS *"));
    return attributes;
  }

  private static MediaSection rejected(MediaSection offered) {
    List<Attribute> attributes = new ArrayList<>();
    offered.mid().ifPresent(mid -> attributes.add(new Attribute("mid", mid)));
    attributes.add(Attribute.flag("inactive"));
    return new MediaSection(
        offered.media(), 0, offered.protocol(), offered.formats().subList(0, 1), attributes);
  }

  private MediaSection accepted(AcceptedSection section, boolean withCandidates) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(new Attribute("mid", section.mid()));
    attributes.add(Attribute.flag(directionToken(section.direction())));
    addTransport(attributes, withCandidates);
    addRtcpAndExtensions(attributes, section);
    section.formats().forEach(format -> addFormat(attributes, format));
    addEncodings(attributes, section);
    streams.sendSource(section, cname).ifPresent(source -> addSource(attributes, section, source));
    return new MediaSection(
        section.offered().media(),
        DISCARD_PORT,
        section.offered().protocol(),
        payloadTypes(section.formats()),
        attributes);
  }

  private static String directionToken(Direction direction) {
    return switch (direction) {
      case RECEIVE -> "recvonly";
      case SEND -> "sendonly";
      case SEND_RECEIVE -> "sendrecv";
      case INACTIVE -> "inactive";
    };
  }

  private void addTransport(List<Attribute> attributes, boolean withCandidates) {
    attributes.add(new Attribute("ice-ufrag", localIce.ufrag()));
    attributes.add(new Attribute("ice-pwd", localIce.pwd()));
    attributes.add(new Attribute("fingerprint", localFingerprint.toAttributeValue()));
    attributes.add(new Attribute("setup", setup));
    if (withCandidates) {
      candidates.forEach(
          candidate -> attributes.add(new Attribute("candidate", candidate.toAttributeValue())));
      attributes.add(Attribute.flag("end-of-candidates"));
    }
  }

  private void addRtcpAndExtensions(List<Attribute> attributes, AcceptedSection section) {
    attributes.add(Attribute.flag("rtcp-mux"));
    if (profile.saysMuxOnly()) {
      attributes.add(Attribute.flag("rtcp-mux-only"));
    }
    if (section.reducedSizeRtcp()) {
      attributes.add(Attribute.flag("rtcp-rsize"));
    }
    if (section.offered().has(MIXED_EXTENSIONS)) {
      attributes.add(Attribute.flag(MIXED_EXTENSIONS));
    }
    section
        .extensions()
        .lines()
        .forEach(line -> attributes.add(new Attribute("extmap", line.toAttributeValue())));
  }

  /** What the m-line lists: each format and its retransmissions. */
  static List<String> payloadTypes(List<PayloadFormat> formats) {
    List<String> payloadTypes = new ArrayList<>();
    for (PayloadFormat format : formats) {
      payloadTypes.add(Integer.toString(format.payloadType()));
      if (format.hasRtx()) {
        payloadTypes.add(Integer.toString(format.rtxPayloadType()));
      }
    }
    return payloadTypes;
  }

  /** The lines of one format and of its retransmissions. */
  static void addFormat(List<Attribute> attributes, PayloadFormat format) {
    String type = format.payloadType() + " ";
    String channels = format.channels() > 1 ? "/" + format.channels() : "";
    String encoding = format.codec().encodingName() + "/" + format.codec().clockRate() + channels;
    attributes.add(new Attribute("rtpmap", type + encoding));
    for (RtcpFeedback feedback : RtcpFeedback.values()) {
      if (format.supports(feedback)) {
        attributes.add(new Attribute("rtcp-fb", type + feedback.attributeValue()));
      }
    }
    if (!format.parameters().isEmpty()) {
      attributes.add(new Attribute("fmtp", type + parameters(format.parameters())));
    }
    if (format.hasRtx()) {
      String rtxType = format.rtxPayloadType() + " ";
      attributes.add(new Attribute("rtpmap", rtxType + "rtx/" + format.codec().clockRate()));
      attributes.add(new Attribute("fmtp", rtxType + "apt=" + format.payloadType()));
    }
  }

  private static String parameters(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
        .collect(Collectors.joining(";"));
  }

  private static void addEncodings(List<Attribute> attributes, AcceptedSection section) {
    if (!section.rids().isEmpty()) {
      section.rids().forEach(rid -> attributes.add(new Attribute("rid", rid + " recv")));
      attributes.add(new Attribute("simulcast", "recv " + String.join(";", section.rids())));
    }
  }

  private void addSource(List<Attribute> attributes, AcceptedSection section, SendSource source) {
    // one stream id for the i-th audio and the i-th video slot: browsers synchronize within a
    // stream
    String stream = "slot-" + streams.slot(section);
    String track = stream + "-" + section.kind().name().toLowerCase(Locale.ROOT);
    attributes.add(new Attribute("msid", stream + " " + track));
    if (source.rtxSsrc() != 0) {
      SsrcGroup pair = new SsrcGroup(SsrcGroup.FID, List.of(source.ssrc(), source.rtxSsrc()));
      attributes.add(new Attribute("ssrc-group", pair.toAttributeValue()));
    }
    addSsrc(attributes, source.ssrc());
    if (source.rtxSsrc() != 0) {
      addSsrc(attributes, source.rtxSsrc());
    }
  }

  private void addSsrc(List<Attribute> attributes, int ssrc) {
    String value = Integer.toUnsignedString(ssrc) + " cname:" + cname;
    attributes.add(new Attribute("ssrc", value));
  }
}
