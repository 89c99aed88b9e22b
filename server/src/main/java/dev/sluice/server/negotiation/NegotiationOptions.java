package dev.sluice.server.negotiation;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.rtp.Codec;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the server agrees to.
 *
 * @param roleForActpass our DTLS role when the peer leaves the choice to us. {@link
 *     DtlsRole#SERVER} lets us choose the SRTP profile (GCM); {@link DtlsRole#CLIENT} saves a round
 *     trip
 * @param codecs what may be agreed
 * @param profile which ways media may go
 */
public record NegotiationOptions(DtlsRole roleForActpass, Set<Codec> codecs, Profile profile) {

  public NegotiationOptions {
    codecs = Set.copyOf(codecs);
  }

  /** DTLS server, all codecs, media both ways. */
  public static NegotiationOptions defaults() {
    return new NegotiationOptions(DtlsRole.SERVER, EnumSet.allOf(Codec.class), Profile.PEER);
  }

  public NegotiationOptions withProfile(Profile other) {
    return new NegotiationOptions(roleForActpass, codecs, other);
  }
}
