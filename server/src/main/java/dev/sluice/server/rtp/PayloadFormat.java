package dev.sluice.server.rtp;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * One payload type of an m-section as it was agreed.
 *
 * @param payloadType 0 to 127
 * @param codec what it carries
 * @param channels audio channels; 0 for video
 * @param parameters the {@code a=fmtp} parameters in their order; names in lower case
 * @param rtxPayloadType the payload type of its RFC 4588 retransmissions, or {@link #NO_RTX}
 * @param feedback the agreed feedback kinds
 */
public record PayloadFormat(
    int payloadType,
    Codec codec,
    int channels,
    Map<String, String> parameters,
    int rtxPayloadType,
    Set<RtcpFeedback> feedback) {

  /** Stands for "no retransmission payload type". */
  public static final int NO_RTX = -1;

  public PayloadFormat {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    feedback = Set.copyOf(feedback);
  }

  /** True when retransmissions travel in a stream of their own. */
  public boolean hasRtx() {
    return rtxPayloadType != NO_RTX;
  }

  /** True when {@code kind} was agreed. */
  public boolean supports(RtcpFeedback kind) {
    return feedback.contains(kind);
  }
}
