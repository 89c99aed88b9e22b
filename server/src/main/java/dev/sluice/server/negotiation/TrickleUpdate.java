package dev.sluice.server.negotiation;

import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.sdp.SdpFragment;
import java.util.Optional;

/**
 * What a peer tells of its end of ICE after the offer, RFC 8840. Its candidates are counted and
 * otherwise ignored: an ICE-lite agent learns addresses from the checks that come from them.
 *
 * @param credentials empty when the fragment does not name any
 * @param candidates how many
 */
public record TrickleUpdate(Optional<IceCredentials> credentials, int candidates) {

  /**
   * Reads a fragment.
   *
   * @throws NegotiationException when it has only half the credentials, or malformed ones
   */
  public static TrickleUpdate read(SdpFragment fragment) throws NegotiationException {
    int candidates =
        (int) fragment.values("candidate").stream().filter(text -> !text.isEmpty()).count();
    boolean named =
        !fragment.values("ice-ufrag").isEmpty() || !fragment.values("ice-pwd").isEmpty();
    return new TrickleUpdate(
        named ? Optional.of(RemoteTransport.credentials(fragment)) : Optional.empty(), candidates);
  }
}
