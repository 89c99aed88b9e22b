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
 */
public record SessionParameters(TransportParameters transport, List<MediaParameters> media) {

  public SessionParameters {
    media = List.copyOf(media);
  }

  /** The m-section with this mid. */
  public Optional<MediaParameters> media(String mid) {
    return media.stream().filter(section -> section.mid().equals(mid)).findFirst();
  }
}
