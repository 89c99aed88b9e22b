package dev.sluice.server.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session description, RFC 8866: what offer/answer needs of it. Lines that WebRTC gives no
 * meaning are dropped when reading.
 *
 * @param origin what stands behind {@code o=}; no peer's is ever used as a key, since FFmpeg sends
 *     the same one for every session
 * @param sessionName what stands behind {@code s=}; any text
 * @param attributes of the session level, in their order
 * @param media the m-sections in their order
 */
public record SessionDescription(
    String origin, String sessionName, List<Attribute> attributes, List<MediaSection> media) {

  public SessionDescription {
    attributes = List.copyOf(attributes);
    media = List.copyOf(media);
  }

  /**
   * Reads a session description within {@link SdpLimits#DEFAULT}. LF and CRLF are both good; lines
   * of unknown kinds are skipped.
   *
   * @throws SdpException when the text is no session description, or too large a one
   */
  public static SessionDescription parse(String text) throws SdpException {
    return parse(text, SdpLimits.DEFAULT);
  }

  /** The same within other limits. */
  public static SessionDescription parse(String text, SdpLimits limits) throws SdpException {
    return new SdpReader(text, limits).read();
  }

  /** True when a=NAME stands at session level. */
  public boolean has(String name) {
    return attributes.stream().anyMatch(attribute -> attribute.name().equals(name));
  }

  /** The value of the first a=NAME at session level. */
  public Optional<String> value(String name) {
    return Attributes.first(attributes, name);
  }

  /** The values of all a=NAME at session level in their order. */
  public List<String> values(String name) {
    return Attributes.all(attributes, name);
  }

  /** The direction for m-sections that write none. */
  public StreamDirection direction() {
    return Attributes.direction(attributes).orElse(StreamDirection.SENDRECV);
  }

  /**
   * The mids of the first BUNDLE group in their order; empty when there is no such group. A group
   * may name mids that no m-section has. RFC 9143.
   */
  public Optional<List<String>> bundle() {
    for (String group : values("group")) {
      List<String> words = new ArrayList<>(List.of(group.split(" +")));
      if (words.remove(0).equals("BUNDLE")) {
        return Optional.of(words);
      }
    }
    return Optional.empty();
  }

  /** The text with CRLF line ends. Every m-section gets the connection line that ICE ignores. */
  public String write() {
    StringBuilder text = new StringBuilder(4096);
    line(text, "v=0");
    line(text, "o=" + origin);
    line(text, "s=" + sessionName);
    line(text, "t=0 0");
    attributes.forEach(attribute -> attribute.appendTo(text));
    for (MediaSection section : media) {
      section.appendMediaLineTo(text);
      line(text, "c=IN IP4 0.0.0.0");
      section.attributes().forEach(attribute -> attribute.appendTo(text));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(line).append("\r\n");
  }
}
