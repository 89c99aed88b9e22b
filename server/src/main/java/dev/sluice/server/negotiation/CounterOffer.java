package dev.sluice.server.negotiation;

import dev.sluice.server.negotiation.NegotiationException.Reason;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.sdp.Attribute;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.SessionDescription;
import dev.sluice.server.sdp.StreamDirection;
import dev.sluice.server.transport.Direction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What we offer and what is left of it in the answer.
 *
 * <p>We offer what we would agree to if a player asked to receive just that: each m-section is
 * written as such a player's and then accepted like any other, so that offers and answers cannot
 * differ in what they allow.
 */
final class CounterOffer {

  /** Of each kind; published are one or two. */
  private static final int MOST_FORMATS = 8;

  /** RFC 3551 section 3: the first dynamic payload type. */
  private static final int FIRST_PAYLOAD_TYPE = 96;

  /** The id of an extension is its place here and the same in all m-sections, RFC 9143. */
  private static final List<HeaderExtension> EXTENSIONS =
      List.of(HeaderExtension.MID, HeaderExtension.AUDIO_LEVEL, HeaderExtension.PLAYOUT_DELAY);

  private static final Map<MediaKind, Set<HeaderExtension>> EXTENSIONS_OF_KIND =
      Map.of(
          MediaKind.AUDIO,
          Set.of(HeaderExtension.MID, HeaderExtension.AUDIO_LEVEL),
          MediaKind.VIDEO,
          Set.of(HeaderExtension.MID, HeaderExtension.PLAYOUT_DELAY));

  private static final Map<MediaKind, Set<RtcpFeedback>> FEEDBACK =
      Map.of(
          MediaKind.AUDIO,
          Set.of(),
          MediaKind.VIDEO,
          Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI, RtcpFeedback.FIR, RtcpFeedback.REMB));

  private final Set<Codec> codecs;
  private final List<AcceptedSection> sections;

  private CounterOffer(Set<Codec> codecs, List<AcceptedSection> sections) {
    this.codecs = codecs;
    this.sections = sections;
  }

  /**
   * An m-section for audio and one for video, of the kinds that are published: WHEP has one track
   * of a kind at most.
   *
   * @param published formats as agreed with the publishers; their payload types mean nothing here
   * @param codecs what may be agreed
   * @throws NegotiationException when nothing is left to offer
   */
  static CounterOffer of(List<PayloadFormat> published, Set<Codec> codecs)
      throws NegotiationException {
    List<AcceptedSection> sections = new ArrayList<>();
    int payloadType = FIRST_PAYLOAD_TYPE;
    for (MediaKind kind : MediaKind.values()) {
      List<PayloadFormat> formats = numbered(published, kind, codecs, payloadType);
      payloadType += 2 * formats.size();
      if (!formats.isEmpty()) {
        String mid = Integer.toString(sections.size());
        AcceptedSection.of(wanted(mid, kind, formats), mid, kind, Direction.SEND, codecs)
            .ifPresent(sections::add);
      }
    }
    if (sections.isEmpty()) {
      throw new NegotiationException(
          Reason.NO_SUPPORTED_CODEC, "Nothing is published that could be offered.");
    }
    return new CounterOffer(codecs, sections);
  }

  /** The different formats of one kind under payload types of ours, video with retransmissions. */
  private static List<PayloadFormat> numbered(
      List<PayloadFormat> published, MediaKind kind, Set<Codec> codecs, int firstPayloadType) {
    List<PayloadFormat> numbered = new ArrayList<>();
    for (PayloadFormat format : published) {
      int payloadType = firstPayloadType + 2 * numbered.size();
      boolean known =
          numbered.stream()
              .anyMatch(
                  other ->
                      other.codec() == format.codec()
                          && other.parameters().equals(format.parameters()));
      if (format.codec().kind() == kind
          && codecs.contains(format.codec())
          && !known
          && numbered.size() < MOST_FORMATS) {
        numbered.add(
            new PayloadFormat(
                payloadType,
                format.codec(),
                format.channels(),
                format.parameters(),
                kind == MediaKind.VIDEO ? payloadType + 1 : PayloadFormat.NO_RTX,
                FEEDBACK.get(kind)));
      }
    }
    return numbered;
  }

  /** The m-section of a player that wants {@code formats}. */
  private static MediaSection wanted(String mid, MediaKind kind, List<PayloadFormat> formats) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(new Attribute("mid", mid));
    attributes.add(Attribute.flag("rtcp-rsize"));
    for (HeaderExtension extension : EXTENSIONS) {
      if (EXTENSIONS_OF_KIND.get(kind).contains(extension)) {
        int id = 1 + EXTENSIONS.indexOf(extension);
        attributes.add(new Attribute("extmap", id + " " + extension.uri()));
      }
    }
    formats.forEach(format -> DescriptionWriter.addFormat(attributes, format));
    return new MediaSection(
        kind.name().toLowerCase(Locale.ROOT),
        DescriptionWriter.DISCARD_PORT,
        "UDP/TLS/RTP/SAVPF",
        DescriptionWriter.payloadTypes(formats),
        attributes);
  }

  /** The offered m-sections in their order. */
  List<AcceptedSection> sections() {
    return sections;
  }

  /**
   * What {@code answer} agrees to, in the order of its BUNDLE group; not empty. An m-section that
   * it rejects or leaves inactive is left out.
   *
   * @throws NegotiationException when it is no answer to this offer, or agrees to nothing
   */
  List<AcceptedSection> accept(SessionDescription answer) throws NegotiationException {
    if (answer.media().size() != sections.size()) {
      throw mismatch("The answer must have the m-sections of the offer, one for one.");
    }
    List<String> group =
        answer
            .bundle()
            .orElseThrow(
                () ->
                    new NegotiationException(
                        Reason.NO_BUNDLE,
                        "The answer needs an a=group:BUNDLE line: all media share one transport."));
    List<AcceptedSection> accepted = new ArrayList<>();
    boolean anyMedia = false;
    for (int i = 0; i < sections.size(); i++) {
      MediaSection answered = answer.media().get(i);
      checkIdentity(answered, sections.get(i));
      StreamDirection direction = answered.direction(answer.direction());
      if (!answered.stopped() && direction != StreamDirection.INACTIVE) {
        anyMedia = true;
        checkUse(answered, direction, group);
        accepted(answered, sections.get(i)).ifPresent(accepted::add);
      }
    }
    if (accepted.isEmpty()) {
      throw anyMedia
          ? new NegotiationException(
              Reason.NO_SUPPORTED_CODEC, "The answer has no codec of the offer.")
          : new NegotiationException(
              Reason.NO_MEDIA, "The answer takes none of the offered media.");
    }
    accepted.sort(Comparator.comparingInt(section -> group.indexOf(section.mid())));
    return accepted;
  }

  private static void checkIdentity(MediaSection answered, AcceptedSection ours)
      throws NegotiationException {
    if (!answered.media().equals(ours.offered().media())
        || !answered.protocol().equals(ours.offered().protocol())
        || !ours.isIn(answered)) {
      throw mismatch(
          "An m-section of the answer has another media, protocol or mid than the offer's.");
    }
  }

  private static void checkUse(MediaSection answered, StreamDirection direction, List<String> group)
      throws NegotiationException {
    if (direction != StreamDirection.RECVONLY) {
      throw mismatch("What is offered as sendonly must be answered as recvonly.");
    }
    if (!answered.has("rtcp-mux") || !group.contains(answered.mid().orElse(""))) {
      throw mismatch("What the answer takes must be bundled and have a=rtcp-mux.");
    }
  }

  private Optional<AcceptedSection> accepted(MediaSection answered, AcceptedSection ours) {
    return AcceptedSection.of(answered, ours.mid(), ours.kind(), Direction.SEND, codecs)
        .flatMap(section -> section.within(ours));
  }

  private static NegotiationException mismatch(String message) {
    return new NegotiationException(Reason.ANSWER_MISMATCH, message);
  }
}
