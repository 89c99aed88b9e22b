package dev.sluice.server.transport;

import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.srtp.SrtpOptions;
import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.srtp.SrtpProviders;
import dev.sluice.server.srtp.SrtpReceiver;
import dev.sluice.server.srtp.SrtpResult;
import dev.sluice.server.srtp.SrtpSender;
import java.util.Optional;

/**
 * The cryptographic context of a peer (RFC 3711 section 3.2) in both directions: nothing until the
 * DTLS handshake gives {@link #key keys}, and those of one handshake from then on. What does not
 * open is counted as dropped, by reason.
 *
 * <p>Owned by the transport's media loop.
 */
final class SrtpContext {

  private final SrtpProviders providers;
  private final DropCounters drops;
  private SrtpReceiver receiver;
  private SrtpSender sender;
  private Optional<SrtpProfile> profile = Optional.empty();

  SrtpContext(SrtpProviders providers, DropCounters drops) {
    this.providers = providers;
    this.drops = drops;
  }

  void key(SrtpKeys keys) {
    receiver = new SrtpReceiver(keys, SrtpOptions.defaults(), providers);
    sender = new SrtpSender(keys, providers);
    profile = Optional.of(keys.profile());
  }

  /** Whether there are keys, without which nothing can be opened or sealed. */
  boolean keyed() {
    return receiver != null;
  }

  /** What the handshake agreed on. */
  Optional<SrtpProfile> profile() {
    return profile;
  }

  /** Opens one RTP packet in place. The clear length in bytes, or -1 when it was dropped. */
  int openRtp(byte[] data, int offset, int length) {
    return counted(receiver.unprotectRtp(data, offset, length));
  }

  /** The same for a compound RTCP packet. */
  int openRtcp(byte[] data, int offset, int length) {
    return counted(receiver.unprotectRtcp(data, offset, length));
  }

  private int counted(int result) {
    if (result >= 0) {
      return result;
    }
    drops.count(
        switch (result) {
          case SrtpResult.FORGED -> DropReason.FORGED;
          case SrtpResult.REPLAYED -> DropReason.REPLAYED;
          case SrtpResult.TOO_MANY_SSRCS -> DropReason.TOO_MANY_SSRCS;
          default -> DropReason.MALFORMED;
        });
    return -1;
  }

  /** Bytes by which sealing makes an RTP packet longer; 0 without keys. */
  int rtpOverhead() {
    return sender == null ? 0 : sender.rtpOverhead();
  }

  /** Seals what is sent; null without keys. */
  SrtpSender senderOrNull() {
    return sender;
  }
}
