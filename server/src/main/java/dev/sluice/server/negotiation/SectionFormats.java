package dev.sluice.server.negotiation;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.FormatMatcher;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.RtpMap;
import dev.sluice.server.transport.Direction;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses the payload formats of one m-section. */
final class SectionFormats {

  private static final String RTX = "rtx";
  private static final int OPUS_CHANNELS = 2;

  /** RFC 5761 section 4: these would read as RTCP on a multiplexed transport. */
  private static final int FIRST_RTCP_LIKE = 64;

  private static final int LAST_RTCP_LIKE = 95;

  private final MediaSection section;
  private final MediaKind kind;
  private final Direction direction;
  private final Set<Codec> codecs;
  private final Map<Integer, RtpMap> rtpMaps;
  private final Map<Integer, Map<String, String>> parameters;
  private final Map<String, Set<String>> feedback;

  private SectionFormats(
      MediaSection section, MediaKind kind, Direction direction, Set<Codec> codecs) {
    this.section = section;
    this.kind = kind;
    this.direction = direction;
    this.codecs = codecs;
    this.rtpMaps = section.rtpMaps();
    this.parameters = section.formatParameters();
    this.feedback = section.feedback();
  }

  /**
   * The formats of the answer in the offer's order, with all feedback that was offered and that we
   * implement. Where we only receive it is one, because not every sender keeps to the answer's
   * order of codecs; elsewhere it is all that we can forward.
   */
  static List<PayloadFormat> select(
      MediaSection section, MediaKind kind, Direction direction, Set<Codec> codecs) {
    List<PayloadFormat> supported =
        new SectionFormats(section, kind, direction, codecs).supported();
    return direction == Direction.RECEIVE && supported.size() > 1
        ? List.of(preferred(supported))
        : supported;
  }

  /** The first format; of H264 the first in non-interleaved mode, which large frames need. */
  private static PayloadFormat preferred(List<PayloadFormat> supported) {
    PayloadFormat first = supported.get(0);
    if (first.codec() != Codec.H264) {
      return first;
    }
    return supported.stream()
        .filter(format -> format.codec() == Codec.H264)
        .filter(format -> FormatMatcher.packetizationMode(format) == 1)
        .findFirst()
        .orElse(first);
  }

  private List<PayloadFormat> supported() {
    Set<Integer> payloadTypes = section.payloadTypes();
    payloadTypes.removeIf(type -> type >= FIRST_RTCP_LIKE && type <= LAST_RTCP_LIKE);
    Map<Integer, Integer> rtx = retransmissions(payloadTypes);
    List<PayloadFormat> supported = new ArrayList<>();
    for (int payloadType : payloadTypes) {
      int rtxPayloadType = rtx.getOrDefault(payloadType, PayloadFormat.NO_RTX);
      format(payloadType, rtxPayloadType).ifPresent(supported::add);
    }
    return supported;
  }

  /** Retransmission payload types by the payload type they repair, RFC 4588 section 8. */
  private Map<Integer, Integer> retransmissions(Set<Integer> payloadTypes) {
    Map<Integer, Integer> rtx = new HashMap<>();
    for (int payloadType : payloadTypes) {
      RtpMap map = rtpMaps.get(payloadType);
      if (map != null && map.encodingName().equalsIgnoreCase(RTX)) {
        String repaired = offeredParameters(payloadType).getOrDefault("apt", "");
        payloadTypes.stream()
            .filter(type -> repaired.equals(type.toString()))
            .filter(type -> clockRate(type) == map.clockRate())
            .forEach(type -> rtx.putIfAbsent(type, payloadType));
      }
    }
    return rtx;
  }

  private int clockRate(int payloadType) {
    RtpMap map = rtpMaps.get(payloadType);
    return map == null ? 0 : map.clockRate();
  }

  private Optional<PayloadFormat> format(int payloadType, int rtxPayloadType) {
    Optional<Codec> codec = codec(payloadType);
    if (codec.isEmpty()) {
      return Optional.empty();
    }
    int channels = codec.get() == Codec.OPUS ? OPUS_CHANNELS : 0;
    return FormatParameters.agree(codec.get(), offeredParameters(payloadType), direction)
        .map(
            agreed ->
                new PayloadFormat(
                    payloadType,
                    codec.get(),
                    channels,
                    agreed,
                    rtxPayloadType,
                    feedback(payloadType)));
  }

  private Optional<Codec> codec(int payloadType) {
    RtpMap map = rtpMaps.get(payloadType);
    if (map == null) {
      return Optional.empty();
    }
    return Codec.named(map.encodingName())
        .filter(codecs::contains)
        .filter(codec -> codec.kind() == kind && codec.clockRate() == map.clockRate())
        .filter(codec -> codec != Codec.OPUS || map.channels() == OPUS_CHANNELS);
  }

  private Map<String, String> offeredParameters(int payloadType) {
    return parameters.getOrDefault(payloadType, Map.of());
  }

  private Set<RtcpFeedback> feedback(int payloadType) {
    Set<RtcpFeedback> known = EnumSet.noneOf(RtcpFeedback.class);
    for (RtcpFeedback candidate : RtcpFeedback.values()) {
      boolean suits =
          kind == MediaKind.VIDEO
              || (candidate != RtcpFeedback.PLI && candidate != RtcpFeedback.FIR);
      Set<String> types = feedback.getOrDefault(candidate.attributeValue(), Set.of());
      if (suits && (types.contains("*") || types.contains(Integer.toString(payloadType)))) {
        known.add(candidate);
      }
    }
    return known;
  }
}
