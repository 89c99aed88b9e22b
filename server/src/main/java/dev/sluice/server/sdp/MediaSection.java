package dev.sluice.server.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One m-section. Connection, bandwidth and other lines are not kept.
 *
 * @param media the first word of the m-line, such as {@code audio}
 * @param port 0 to 65535
 * @param protocol such as {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types, or what the protocol has instead; not empty
 * @param attributes in their order
 */
public record MediaSection(
    String media, int port, String protocol, List<String> formats, List<Attribute> attributes) {

  private static final int MOST_PARAMETERS = 64;

  public MediaSection {
    formats = List.copyOf(formats);
    attributes = List.copyOf(attributes);
  }

  /** True when a=NAME is there, with or without a value. */
  public boolean has(String name) {
    return attributes.stream().anyMatch(attribute -> attribute.name().equals(name));
  }

  /** The value of the first a=NAME. */
  public Optional<String> value(String name) {
    return Attributes.first(attributes, name);
  }

  /** The values of all a=NAME in their order. */
  public List<String> values(String name) {
    return Attributes.all(attributes, name);
  }

  /** The m-section's name, RFC 5888. */
  public Optional<String> mid() {
    return value("mid").filter(mid -> !mid.isEmpty());
  }

  /**
   * True when the m-section was rejected or stopped: port 0, unless it is only waiting to be
   * bundled. RFC 9143 section 6.
   */
  public boolean stopped() {
    return port == 0 && !has("bundle-only");
  }

  /** The direction written here, or else {@code sessionDirection}. */
  public StreamDirection direction(StreamDirection sessionDirection) {
    return Attributes.direction(attributes).orElse(sessionDirection);
  }

  /** The formats that are payload types, each once, in their order. */
  public Set<Integer> payloadTypes() {
    Set<Integer> payloadTypes = new LinkedHashSet<>();
    for (String format : formats) {
      int payloadType = Numbers.parse(format, 0, 127);
      if (payloadType >= 0) {
        payloadTypes.add(payloadType);
      }
    }
    return payloadTypes;
  }

  /** All well-formed {@code a=rtpmap} by payload type; the first one of a payload type counts. */
  public Map<Integer, RtpMap> rtpMaps() {
    Map<Integer, RtpMap> maps = new LinkedHashMap<>();
    each("rtpmap", RtpMap::parse).forEach(map -> maps.putIfAbsent(map.payloadType(), map));
    return maps;
  }

  /**
   * All {@code a=fmtp} by payload type: parameter names in lower case with their values, in their
   * order. A word without {@code =} is a name with an empty value.
   */
  public Map<Integer, Map<String, String>> formatParameters() {
    Map<Integer, Map<String, String>> byPayloadType = new LinkedHashMap<>();
    for (String value : values("fmtp")) {
      int blank = value.indexOf(' ');
      int payloadType = blank < 0 ? -1 : Numbers.parse(value.substring(0, blank), 0, 127);
      if (payloadType >= 0) {
        byPayloadType.putIfAbsent(payloadType, parameters(value.substring(blank + 1)));
      }
    }
    return byPayloadType;
  }

  /**
   * All {@code a=rtcp-fb}: by kind, such as {@code nack pli}, the payload types it holds for as
   * they were written. {@code *} stands for all of them. RFC 4585 section 4.2.
   */
  public Map<String, Set<String>> feedback() {
    Map<String, Set<String>> byKind = new LinkedHashMap<>();
    for (String value : values("rtcp-fb")) {
      int blank = value.indexOf(' ');
      if (blank > 0) {
        String kind = value.substring(blank + 1).strip();
        byKind.computeIfAbsent(kind, k -> new LinkedHashSet<>()).add(value.substring(0, blank));
      }
    }
    return byKind;
  }

  /** All well-formed {@code a=extmap} in their order. */
  public List<ExtMap> extMaps() {
    return each("extmap", ExtMap::parse);
  }

  /** All well-formed {@code a=rid} in their order. */
  public List<Rid> rids() {
    return each("rid", Rid::parse);
  }

  /**
   * The ids that {@code a=simulcast} lists for {@code send}, in their order: of alternatives the
   * first one, without the mark for "initially paused". RFC 8853 section 5.1.
   */
  public List<String> simulcastSend() {
    String[] words = value("simulcast").orElse("").split(" +");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i + 1 < words.length; i++) {
      if (words[i].equals("send")) {
        for (String alternatives : words[i + 1].split(";")) {
          String id = alternatives.split(",", 2)[0];
          ids.add(id.startsWith("~") ? id.substring(1) : id);
        }
        break;
      }
    }
    return ids;
  }

  /** The SSRCs of all {@code a=ssrc}, each once, in their order. */
  public Set<Integer> ssrcs() {
    Set<Integer> ssrcs = new LinkedHashSet<>();
    for (String value : values("ssrc")) {
      int ssrc = Numbers.parseSsrc(value.split(" ", 2)[0]);
      if (ssrc != 0) {
        ssrcs.add(ssrc);
      }
    }
    return ssrcs;
  }

  /** All well-formed {@code a=ssrc-group} in their order. */
  public List<SsrcGroup> ssrcGroups() {
    return each("ssrc-group", SsrcGroup::parse);
  }

  void appendMediaLineTo(StringBuilder text) {
    text.append("m=").append(media).append(' ').append(port).append(' ').append(protocol);
    formats.forEach(format -> text.append(' ').append(format));
    text.append("\r\n");
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : text.split(";", MOST_PARAMETERS)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      if (!name.isBlank()) {
        parameters.putIfAbsent(Attributes.lowerCase(name.strip()), value.strip());
      }
    }
    return parameters;
  }

  private <T> List<T> each(String name, Function<String, Optional<T>> parser) {
    List<T> parsed = new ArrayList<>();
    for (String value : values(name)) {
      parser.apply(value).ifPresent(parsed::add);
    }
    return parsed;
  }
}
