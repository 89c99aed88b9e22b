package dev.sluice.server.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a session description that carries ICE information, media type {@code
 * application/trickle-ice-sdpfrag}, RFC 8840 section 9. Its m-lines only say which m-section is
 * meant: clients write protocols and payload types there that have nothing to do with the session.
 *
 * @param attributes before the first m-line, in their order
 * @param media the pseudo m-sections in their order
 */
public record SdpFragment(List<Attribute> attributes, List<MediaSection> media) {

  /** The media type of a fragment. */
  public static final String MEDIA_TYPE = "application/trickle-ice-sdpfrag";

  /** What a session description says once and what a fragment of it has to repeat. */
  private static final List<String> SESSION_ATTRIBUTES =
      List.of("ice-lite", "ice-options", "ice-pacing", "group");

  private static final List<String> ICE_ATTRIBUTES =
      List.of("mid", "ice-ufrag", "ice-pwd", "candidate", "end-of-candidates");

  public SdpFragment {
    attributes = List.copyOf(attributes);
    media = List.copyOf(media);
  }

  /**
   * Reads a fragment. Lines of kinds without a meaning here are skipped.
   *
   * @throws SdpException when a line is none of a session description, when a candidate is
   *     malformed, or when there is too much of something
   */
  public static SdpFragment parse(String text, SdpLimits limits) throws SdpException {
    SdpFragment fragment = new SdpReader(text, limits).readFragment();
    Candidates.check(fragment.values("candidate"));
    return fragment;
  }

  /** The ICE information of the m-section {@code mid} of a description. */
  public static SdpFragment of(SessionDescription description, String mid) {
    return new SdpFragment(
        only(SESSION_ATTRIBUTES, description.attributes()),
        description.media().stream()
            .filter(section -> section.mid().filter(mid::equals).isPresent())
            .map(SdpFragment::iceOf)
            .toList());
  }

  private static MediaSection iceOf(MediaSection section) {
    return new MediaSection(
        section.media(),
        section.port(),
        section.protocol(),
        section.formats(),
        only(ICE_ATTRIBUTES, section.attributes()));
  }

  private static List<Attribute> only(List<String> names, List<Attribute> attributes) {
    return attributes.stream().filter(attribute -> names.contains(attribute.name())).toList();
  }

  /** The values of all a=NAME, the session level's first. */
  public List<String> values(String name) {
    List<String> values = new ArrayList<>(Attributes.all(attributes, name));
    media.forEach(section -> values.addAll(section.values(name)));
    return values;
  }

  /** The same with another value in every a=NAME of its m-sections. */
  public SdpFragment with(String name, String value) {
    return new SdpFragment(
        attributes,
        media.stream()
            .map(
                section ->
                    new MediaSection(
                        section.media(),
                        section.port(),
                        section.protocol(),
                        section.formats(),
                        section.attributes().stream()
                            .map(old -> old.name().equals(name) ? new Attribute(name, value) : old)
                            .toList()))
            .toList());
  }

  /** The text with CRLF line ends. */
  public String write() {
    StringBuilder text = new StringBuilder(512);
    attributes.forEach(attribute -> attribute.appendTo(text));
    for (MediaSection section : media) {
      section.appendMediaLineTo(text);
      section.attributes().forEach(attribute -> attribute.appendTo(text));
    }
    return text.toString();
  }
}
