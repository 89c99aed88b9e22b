package dev.sluice.server.transport;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of one offer/answer exchange: everything the media side has to know, and nothing of
 * SDP.
 *
 * @param transport the bundled transport
 * @param media the accepted m-sections in the offer's order; stopped and unsupported ones are left
 *     out
 * @param transcript the descriptions themselves, for people only
 */
public record SessionParameters(
    TransportParameters transport, List<MediaParameters> media, Transcript transcript) {

  public SessionParameters {
    media = List.copyOf(media);
  }

  /** Without a transcript. */
  public SessionParameters(TransportParameters transport, List<MediaParameters> media) {
    this(transport, media, Transcript.NONE);
  }

  /** The m-section with this mid. */
  public Optional<MediaParameters> media(String mid) {
    return media.stream().filter(section -> section.mid().equals(mid)).findFirst();
  }
}
