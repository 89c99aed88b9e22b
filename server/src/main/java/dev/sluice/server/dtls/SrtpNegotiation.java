package dev.sluice.server.dtls;

import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;

/**
 * What both roles of a handshake share: the use_srtp extension (RFC 5764 section 4.1), the check of
 * the peer's certificate, and the keys. Used by the handshake's thread, read by the loop after it
 * ended.
 */
final class SrtpNegotiation {

  /** RFC 7714 profiles where the peer has them; GCM-128 is the cheapest to compute. */
  private static final List<SrtpProfile> PREFERENCE =
      List.of(
          SrtpProfile.AEAD_AES_128_GCM,
          SrtpProfile.AES128_CM_HMAC_SHA1_80,
          SrtpProfile.AEAD_AES_256_GCM);

  private final List<Fingerprint> remoteFingerprints;
  private SrtpProfile profile;
  private boolean authenticated;
  private SrtpKeys keys;
  private DtlsFailure failure = DtlsFailure.PROTOCOL_ERROR;

  SrtpNegotiation(List<Fingerprint> remoteFingerprints) {
    this.remoteFingerprints = List.copyOf(remoteFingerprints);
  }

  /** The keys of a handshake that succeeded. */
  SrtpKeys keys() {
    return keys;
  }

  /** Why the handshake failed, as far as this class refused something. */
  DtlsFailure failure() {
    return failure;
  }

  /** As client: our list, without MKI. */
  @SuppressWarnings("JdkObsolete") // bctls speaks in Hashtables
  void offer(Hashtable<Integer, byte[]> clientExtensions) throws IOException {
    int[] ids = PREFERENCE.stream().mapToInt(SrtpProfile::id).toArray();
    TlsSRTPUtils.addUseSRTPExtension(clientExtensions, new UseSRTPData(ids, TlsUtils.EMPTY_BYTES));
  }

  /** As client: the server must have chosen exactly one of them and no MKI. */
  void acceptAnswer(Hashtable<?, ?> serverExtensions) throws IOException {
    UseSRTPData answer =
        serverExtensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(serverExtensions);
    if (answer == null
        || answer.getProtectionProfiles().length != 1
        || answer.getMki().length != 0) {
      throw refuse(DtlsFailure.NO_SRTP_PROFILE, AlertDescription.illegal_parameter);
    }
    profile = firstOf(answer.getProtectionProfiles());
  }

  /** As server: chooses by our preference. */
  void acceptOffer(Hashtable<?, ?> clientExtensions) throws IOException {
    UseSRTPData offer =
        clientExtensions == null ? null : TlsSRTPUtils.getUseSRTPExtension(clientExtensions);
    if (offer == null) {
      throw refuse(DtlsFailure.NO_SRTP_PROFILE, AlertDescription.handshake_failure);
    }
    profile = firstOf(offer.getProtectionProfiles());
  }

  /** As server: answers with the choice. An MKI that the client offered is declined. */
  @SuppressWarnings("JdkObsolete")
  void answer(Hashtable<Integer, byte[]> serverExtensions) throws IOException {
    TlsSRTPUtils.addUseSRTPExtension(
        serverExtensions, new UseSRTPData(new int[] {profile.id()}, TlsUtils.EMPTY_BYTES));
  }

  private SrtpProfile firstOf(int[] ids) throws TlsFatalAlert {
    for (SrtpProfile candidate : PREFERENCE) {
      if (Arrays.stream(ids).anyMatch(id -> id == candidate.id())) {
        return candidate;
      }
    }
    throw refuse(DtlsFailure.NO_SRTP_PROFILE, AlertDescription.handshake_failure);
  }

  /** The peer's end-entity certificate must match an announced fingerprint. RFC 8122 section 6. */
  void authenticate(Certificate chain) throws IOException {
    if (chain == null
        || chain.isEmpty()
        || !Fingerprints.anyMatches(remoteFingerprints, chain.getCertificateAt(0).getEncoded())) {
      throw refuse(DtlsFailure.FINGERPRINT_MISMATCH, AlertDescription.bad_certificate);
    }
    authenticated = true;
  }

  /** Exports the keys of a finished handshake, RFC 5764 section 4.2. */
  void export(TlsContext context, DtlsRole role) throws IOException {
    if (!authenticated || profile == null) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    int key = profile.keyLength();
    int salt = profile.saltLength();
    byte[] block = context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, 2 * (key + salt));
    byte[] clientKey = Arrays.copyOfRange(block, 0, key);
    byte[] serverKey = Arrays.copyOfRange(block, key, 2 * key);
    byte[] clientSalt = Arrays.copyOfRange(block, 2 * key, 2 * key + salt);
    byte[] serverSalt = Arrays.copyOfRange(block, 2 * key + salt, block.length);
    Arrays.fill(block, (byte) 0);
    keys =
        role == DtlsRole.CLIENT
            ? new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt)
            : new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt);
  }

  private TlsFatalAlert refuse(DtlsFailure reason, short alert) {
    failure = reason;
    return new TlsFatalAlert(alert);
  }
}
