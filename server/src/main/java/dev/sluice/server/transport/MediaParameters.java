package dev.sluice.server.transport;

import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import java.util.List;
import java.util.Optional;

/**
 * What offer and answer agreed for one accepted m-section.
 *
 * @param mid the m-section's name, RFC 5888; unique in the session
 * @param kind audio or video
 * @param direction seen from the server
 * @param formats agreed payload formats in the answer's order; not empty
 * @param extensions agreed header extensions with the ids of this m-section
 * @param rids the encodings the peer may send, in the offer's order; empty without simulcast
 * @param remoteSources declared SSRCs, in order; empty when the peer declares none
 * @param sendSource what the server sends; present exactly when {@code direction.sends()}
 * @param reducedSizeRtcp RFC 5506 was agreed
 */
public record MediaParameters(
    String mid,
    MediaKind kind,
    Direction direction,
    List<PayloadFormat> formats,
    ExtensionMap extensions,
    List<String> rids,
    List<RemoteSource> remoteSources,
    Optional<SendSource> sendSource,
    boolean reducedSizeRtcp) {

  public MediaParameters {
    formats = List.copyOf(formats);
    rids = List.copyOf(rids);
    remoteSources = List.copyOf(remoteSources);
  }
}
