package dev.sluice.server.dtls;

import dev.sluice.server.srtp.SrtpProviders;
import java.io.IOException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/**
 * Which cryptography bctls computes with. Amazon Corretto Crypto Provider makes 2.7 times as many
 * handshakes as BouncyCastle's own, and that four times as many as the elliptic curves of JDK 17,
 * so JcaTlsCrypto is used with the former only.
 */
final class TlsCryptos {

  private static final SignatureAndHashAlgorithm ECDSA_SHA256 =
      SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

  /** P-256 has the faster implementation in Corretto, X25519 in BouncyCastle. */
  private static final int[] CORRETTO_GROUPS = {
    NamedGroup.secp256r1, NamedGroup.x25519, NamedGroup.secp384r1
  };

  private static final int[] BOUNCY_CASTLE_GROUPS = {
    NamedGroup.x25519, NamedGroup.secp256r1, NamedGroup.secp384r1
  };

  /**
   * What peers may sign with; all of WebRTC can do the first. No RSA-PSS: JcaTlsCrypto asks for it
   * by a name that neither Corretto nor the JDK knows.
   */
  private static final SignatureAndHashAlgorithm[] SIGNATURES = {
    ECDSA_SHA256,
    SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha384, SignatureAlgorithm.ecdsa),
    SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha512, SignatureAlgorithm.ecdsa),
    SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa),
    SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha384, SignatureAlgorithm.rsa),
    SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha512, SignatureAlgorithm.rsa)
  };

  private final TlsCrypto crypto;
  private final String name;

  private TlsCryptos(TlsCrypto crypto, String name) {
    this.crypto = crypto;
    this.name = name;
  }

  /** The fastest that this platform has. */
  static TlsCryptos fastest(SecureRandom random) {
    return SrtpProviders.corretto()
        .map(provider -> corretto(provider, random))
        .orElseGet(() -> bouncyCastle(random));
  }

  static TlsCryptos corretto(Provider provider, SecureRandom random) {
    return new TlsCryptos(
        new CorrettoTlsCrypto(provider, random),
        provider.getName() + " " + provider.getVersionStr());
  }

  static TlsCryptos bouncyCastle(SecureRandom random) {
    return new TlsCryptos(new BcTlsCrypto(random), "BouncyCastle");
  }

  TlsCrypto crypto() {
    return crypto;
  }

  /** For the log line at start. */
  String name() {
    return name;
  }

  /** The groups for ECDHE, the best first. */
  int[] groups() {
    return crypto instanceof JcaTlsCrypto ? CORRETTO_GROUPS.clone() : BOUNCY_CASTLE_GROUPS.clone();
  }

  /** The signature_algorithms that we offer and request, the best first. */
  @SuppressWarnings("JdkObsolete") // bctls takes Vectors
  Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
    return new Vector<>(List.of(SIGNATURES));
  }

  /** What proves in one handshake that the certificate is ours. */
  TlsCredentialedSigner signer(TlsCryptoParameters parameters, DtlsCertificate certificate)
      throws IOException {
    Certificate chain =
        new Certificate(new TlsCertificate[] {crypto.createCertificate(certificate.encoded())});
    if (crypto instanceof JcaTlsCrypto jca) {
      return new JcaDefaultTlsCredentialedSigner(
          parameters, jca, certificate.privateKey(), chain, ECDSA_SHA256);
    }
    return new BcDefaultTlsCredentialedSigner(
        parameters,
        (BcTlsCrypto) crypto,
        PrivateKeyFactory.createKey(certificate.privateKey().getEncoded()),
        chain,
        ECDSA_SHA256);
  }
}
