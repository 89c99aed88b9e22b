package dev.sluice.server.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.server.srtp.SrtpProfile;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.Hashtable;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsPeer;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our engine against peers that do one thing differently. */
@SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete"}) // the interfaces of bctls
class DtlsPeerTest {

  private static final byte[] NO_MKI = {};
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TlsCryptos cryptos = TlsCryptos.bouncyCastle(RANDOM);
  private final DtlsCertificate certificate = DtlsCertificate.generate(RANDOM, Instant.now());
  private final BcDtlsEngineFactory factory = DtlsFactories.create();
  private final SrtpNegotiation negotiation =
      new SrtpNegotiation(List.of(factory.localFingerprint()));
  private final DtlsLink link = new DtlsLink();

  @AfterEach
  void close() {
    factory.close();
  }

  @Test
  void refusesAClientWithoutUseSrtp() {
    againstClient(new OfferingClient(null), certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.NO_SRTP_PROFILE, link.server.failure);
    assertNull(link.server.keys);
  }

  @Test
  void refusesAClientWithUnknownProfilesOnly() {
    againstClient(
        new OfferingClient(new UseSRTPData(new int[] {2, 0x1234}, NO_MKI)),
        certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.NO_SRTP_PROFILE, link.server.failure);
  }

  @ParameterizedTest
  @EnumSource
  void acceptsEachProfileAlone(SrtpProfile profile) {
    againstClient(
        new OfferingClient(new UseSRTPData(new int[] {profile.id()}, NO_MKI)),
        certificate.fingerprint());
    link.runUntilConnected();

    assertEquals(profile, link.server.keys.profile());
    DtlsHandshakeTest.assertMirrored(link.client.keys, link.server.keys);
  }

  @Test
  void choosesGcm128FromTheListOfChromium() {
    againstClient(
        new OfferingClient(new UseSRTPData(new int[] {1, 8, 7}, new byte[] {1, 2})),
        certificate.fingerprint());
    link.runUntil(() -> link.server.keys != null);

    assertEquals(SrtpProfile.AEAD_AES_128_GCM, link.server.keys.profile());
  }

  @Test
  void refusesAClientWithoutCertificate() {
    againstClient(
        new PlainClient() {
          @Override
          TlsCredentials credentials(TlsContext context) {
            return null;
          }
        },
        certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.FINGERPRINT_MISMATCH, link.server.failure);
    assertNull(link.server.keys);
  }

  @Test
  void refusesAClientThatShowsACertificateWithoutHavingItsKey() {
    DtlsCertificate other = DtlsCertificate.generate(RANDOM, Instant.now());
    DtlsCertificate stolen =
        new DtlsCertificate(other.privateKey(), certificate.encoded(), certificate.fingerprint());
    againstClient(
        new PlainClient() {
          @Override
          TlsCredentials credentials(TlsContext context) throws IOException {
            return cryptos.signer(new TlsCryptoParameters(context), stolen);
          }
        },
        certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.PROTOCOL_ERROR, link.server.failure);
    assertNull(link.server.keys);
  }

  @Test
  void acceptsAClientWithAnRsaCertificate() throws Exception {
    RsaIdentity rsa = new RsaIdentity();
    againstClient(
        new PlainClient() {
          @Override
          TlsCredentials credentials(TlsContext context) throws IOException {
            return rsa.signer(context);
          }
        },
        Fingerprints.of("sha-256", rsa.encoded).orElseThrow());
    link.runUntilConnected();

    DtlsHandshakeTest.assertMirrored(link.client.keys, link.server.keys);
  }

  @Test
  void refusesAClientWithoutExtendedMasterSecret() {
    againstClient(
        new PlainClient() {
          @Override
          public boolean requiresExtendedMasterSecret() {
            return false;
          }

          @Override
          public boolean shouldUseExtendedMasterSecret() {
            return false;
          }
        },
        certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.PROTOCOL_ERROR, link.server.failure);
  }

  @Test
  void refusesDtls10() {
    againstClient(
        new PlainClient() {
          @Override
          protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv10.only();
          }

          @Override
          protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA};
          }
        },
        certificate.fingerprint());
    link.runUntil(link.server::ended);

    assertEquals(DtlsFailure.PROTOCOL_ERROR, link.server.failure);
  }

  @Test
  void refusesAServerThatDoesNotAnswerUseSrtp() {
    againstServer(new AnsweringServer(null), certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.NO_SRTP_PROFILE, link.client.failure);
    assertNull(link.client.keys);
  }

  @Test
  void refusesAServerThatChoosesWhatWasNotOffered() {
    againstServer(
        new AnsweringServer(new UseSRTPData(new int[] {2}, NO_MKI)), certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.NO_SRTP_PROFILE, link.client.failure);
  }

  @Test
  void refusesAServerThatChoosesTwoProfiles() {
    againstServer(
        new AnsweringServer(new UseSRTPData(new int[] {7, 1}, NO_MKI)), certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.NO_SRTP_PROFILE, link.client.failure);
  }

  @Test
  void refusesAServerThatChoosesAnMki() {
    againstServer(
        new AnsweringServer(new UseSRTPData(new int[] {7}, new byte[] {1})),
        certificate.fingerprint());
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.NO_SRTP_PROFILE, link.client.failure);
  }

  @Test
  void acceptsAServerWithAnRsaCertificate() throws Exception {
    RsaIdentity rsa = new RsaIdentity();
    againstServer(
        new SrtpTlsServer(cryptos, certificate, DtlsFactories.QUICK, negotiation) {
          @Override
          protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256};
          }

          @Override
          public TlsCredentials getCredentials() throws IOException {
            return rsa.signer(context);
          }
        },
        Fingerprints.of("sha-256", rsa.encoded).orElseThrow());
    link.runUntilConnected();

    DtlsHandshakeTest.assertMirrored(link.client.keys, link.server.keys);
  }

  private void againstClient(TlsPeer client, Fingerprint expected) {
    link.server.engine =
        factory.create(DtlsRole.SERVER, List.of(expected), link::post, link.server);
    link.client.engine = new RawPeer(client, negotiation, link, link.client);
    link.start();
  }

  private void againstServer(TlsPeer server, Fingerprint expected) {
    link.client.engine =
        factory.create(DtlsRole.CLIENT, List.of(expected), link::post, link.client);
    link.server.engine = new RawPeer(server, negotiation, link, link.server);
    link.start();
  }

  /** Our own client, whose credentials a test replaces. */
  private class PlainClient extends SrtpTlsClient {
    PlainClient() {
      super(cryptos, certificate, DtlsFactories.QUICK, negotiation);
    }

    TlsCredentials credentials(TlsContext context) throws IOException {
      return cryptos.signer(new TlsCryptoParameters(context), certificate);
    }

    @Override
    public TlsAuthentication getAuthentication() {
      TlsAuthentication ours = super.getAuthentication();
      return new TlsAuthentication() {
        @Override
        public void notifyServerCertificate(TlsServerCertificate serverCertificate)
            throws IOException {
          ours.notifyServerCertificate(serverCertificate);
        }

        @Override
        public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
          return credentials(context);
        }
      };
    }
  }

  private final class OfferingClient extends PlainClient {
    private final UseSRTPData offer;

    private OfferingClient(UseSRTPData offer) {
      this.offer = offer;
    }

    @Override
    public Hashtable getClientExtensions() throws IOException {
      Hashtable extensions = super.getClientExtensions();
      extensions.remove(TlsSRTPUtils.EXT_use_srtp);
      if (offer != null) {
        TlsSRTPUtils.addUseSRTPExtension(extensions, offer);
      }
      return extensions;
    }
  }

  private final class AnsweringServer extends SrtpTlsServer {
    private final UseSRTPData answer;

    private AnsweringServer(UseSRTPData answer) {
      super(cryptos, certificate, DtlsFactories.QUICK, negotiation);
      this.answer = answer;
    }

    @Override
    public Hashtable getServerExtensions() throws IOException {
      Hashtable extensions = super.getServerExtensions();
      extensions.remove(TlsSRTPUtils.EXT_use_srtp);
      if (answer != null) {
        TlsSRTPUtils.addUseSRTPExtension(extensions, answer);
      }
      return extensions;
    }
  }

  private final class RsaIdentity {
    private final KeyPair pair;
    private final byte[] encoded;

    private RsaIdentity() throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048, RANDOM);
      pair = generator.generateKeyPair();
      X500Name name = new X500Name("CN=rsa");
      encoded =
          new X509v3CertificateBuilder(
                  name,
                  BigInteger.ONE,
                  Date.from(Instant.now().minusSeconds(60)),
                  Date.from(Instant.now().plusSeconds(3600)),
                  name,
                  SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
              .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate()))
              .getEncoded();
    }

    private TlsCredentials signer(TlsContext context) throws IOException {
      return new BcDefaultTlsCredentialedSigner(
          new TlsCryptoParameters(context),
          (BcTlsCrypto) cryptos.crypto(),
          PrivateKeyFactory.createKey(pair.getPrivate().getEncoded()),
          new Certificate(new TlsCertificate[] {cryptos.crypto().createCertificate(encoded)}),
          SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.rsa));
    }
  }
}
