package dev.sluice.server.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The self-signed ECDSA P-256 certificate of this process. Peers know it by the fingerprint in the
 * session description, so nothing in it but the key means anything; the name is the one browsers
 * use.
 *
 * @param encoded the DER form, as sent in the handshake; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record DtlsCertificate(PrivateKey privateKey, byte[] encoded, Fingerprint fingerprint) {

  private static final X500Name NAME = new X500Name("CN=WebRTC");
  private static final int SERIAL_BITS = 64;

  /** Peers' clocks may be behind ours. */
  private static final Duration VALID_BEFORE = Duration.ofDays(1);

  /** A process may run for long without a restart. */
  private static final Duration VALID_AFTER = Duration.ofDays(3650);

  /** Generates key and certificate with the JDK's default providers. */
  static DtlsCertificate generate(SecureRandom random, Instant now) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      ContentSigner signer =
          new JcaContentSignerBuilder("SHA256withECDSA")
              .setSecureRandom(random)
              .build(pair.getPrivate());
      byte[] encoded =
          new X509v3CertificateBuilder(
                  NAME,
                  new BigInteger(SERIAL_BITS, random),
                  Date.from(now.minus(VALID_BEFORE)),
                  Date.from(now.plus(VALID_AFTER)),
                  NAME,
                  SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
              .build(signer)
              .getEncoded();
      return new DtlsCertificate(
          pair.getPrivate(), encoded, Fingerprints.of("sha-256", encoded).orElseThrow());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  @Override
  public String toString() {
    return "DtlsCertificate[" + fingerprint.toAttributeValue() + "]";
  }
}
