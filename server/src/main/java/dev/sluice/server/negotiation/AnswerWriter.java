package dev.sluice.server.negotiation;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.sdp.Attribute;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.SsrcGroup;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.SendSource;
import dev.sluice.server.transport.TransportParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts what was agreed into the words of SDP. */
final class AnswerWriter {

  private static final String MIXED_EXTENSIONS = "extmap-allow-mixed";

  /** The discard port: the candidates say where to send. RFC 8839 section 4.2.5. */
  private static final int DISCARD_PORT = 9;

  private final Fingerprint localFingerprint;
  private final List<IceCandidate> candidates;
  private final TransportParameters transport;
  private final LocalStreams streams;
  private final String cname;
  private final Profile profile;

  AnswerWriter(
      Fingerprint localFingerprint,
      List<IceCandidate> candidates,
      TransportParameters transport,
      LocalStreams streams,
      String cname,
      Profile profile) {
    this.localFingerprint = localFingerprint;
    this.candidates = candidates;
    this.transport = transport;
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
  SessionDescription write(String origin, SessionDescription offer, List<AcceptedSection> bundle) {
    List<Attribute> attributes = new ArrayList<>();
    String mids = bundle.stream().map(AcceptedSection::mid).collect(Collectors.joining(" "));
    attributes.add(new Attribute("group", "BUNDLE " + mids));
    attributes.add(Attribute.flag("ice-lite"));
    attributes.add(new Attribute("ice-options", "trickle"));
    if (offer.has(MIXED_EXTENSIONS)) {
      attributes.add(Attribute.flag(MIXED_EXTENSIONS));
    }
    attributes.add(new Attribute("msid-semantic", "WMS *"));
    String tag = bundle.get(0).mid();
    List<MediaSection> sections = new ArrayList<>();
    for (MediaSection offered : offer.media()) {
      Optional<AcceptedSection> accepted =
          bundle.stream().filter(section -> section.isIn(offered)).findFirst();
      sections.add(accepted.map(section -> accepted(section, tag)).orElse(rejected(offered)));
    }
    return new SessionDescription(origin, "-", attributes, sections);
  }

  private static MediaSection rejected(MediaSection offered) {
    List<Attribute> attributes = new ArrayList<>();
    offered.mid().ifPresent(mid -> attributes.add(new Attribute("mid", mid)));
    attributes.add(Attribute.flag("inactive"));
    return new MediaSection(
        offered.media(), 0, offered.protocol(), offered.formats().subList(0, 1), attributes);
  }

  private MediaSection accepted(AcceptedSection section, String tag) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(new Attribute("mid", section.mid()));
    attributes.add(Attribute.flag(directionToken(section.direction())));
    addTransport(attributes, section.mid().equals(tag));
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

  private void addTransport(List<Attribute> attributes, boolean tagged) {
    attributes.add(new Attribute("ice-ufrag", transport.localIce().ufrag()));
    attributes.add(new Attribute("ice-pwd", transport.localIce().pwd()));
    attributes.add(new Attribute("fingerprint", localFingerprint.toAttributeValue()));
    String setup = transport.dtlsRole() == DtlsRole.CLIENT ? "active" : "passive";
    attributes.add(new Attribute("setup", setup));
    if (tagged) {
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

  private static List<String> payloadTypes(List<PayloadFormat> formats) {
    List<String> payloadTypes = new ArrayList<>();
    for (PayloadFormat format : formats) {
      payloadTypes.add(Integer.toString(format.payloadType()));
      if (format.hasRtx()) {
        payloadTypes.add(Integer.toString(format.rtxPayloadType()));
      }
    }
    return payloadTypes;
  }

  private static void addFormat(List<Attribute> attributes, PayloadFormat format) {
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
