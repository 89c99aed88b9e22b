package dev.sluice.server.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AbstractTlsServer;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;

/** The server's part of a DTLS 1.2 handshake with use_srtp and a certificate from both sides. */
@SuppressWarnings({"rawtypes", "JdkObsolete"}) // the interfaces of bctls
class SrtpTlsServer extends AbstractTlsServer {

  /**
   * RFC 8827 section 6.5 has every peer support the first. Our certificate is ECDSA, so no RSA
   * suite can be chosen. Only GCM, whose shortest record {@link DtlsDatagram} knows.
   */
  private static final int[] SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  };

  private final TlsCryptos cryptos;
  private final DtlsCertificate certificate;
  private final DtlsOptions options;
  private final SrtpNegotiation negotiation;

  SrtpTlsServer(
      TlsCryptos cryptos,
      DtlsCertificate certificate,
      DtlsOptions options,
      SrtpNegotiation negotiation) {
    super(cryptos.crypto());
    this.cryptos = cryptos;
    this.certificate = certificate;
    this.options = options;
    this.negotiation = negotiation;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.DTLSv12.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return TlsUtils.getSupportedCipherSuites(getCrypto(), SUITES);
  }

  @Override
  protected boolean preferLocalCipherSuites() {
    return true;
  }

  @Override
  public int[] getSupportedGroups() {
    return cryptos.groups();
  }

  /**
   * Only groups of ours: bctls would take the client's first, which may be a hybrid that DTLS 1.2
   * cannot carry.
   */
  @Override
  protected int selectECDH(int minimumCurveBits) {
    int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
    if (offered == null) {
      return selectECDHDefault(minimumCurveBits);
    }
    for (int group : cryptos.groups()) {
      for (int candidate : offered) {
        if (candidate == group) {
          return group;
        }
      }
    }
    return -1;
  }

  @Override
  protected boolean allowCertificateStatus() {
    return false;
  }

  @Override
  public int getHandshakeTimeoutMillis() {
    return (int) options.handshakeTimeout().toMillis();
  }

  @Override
  public int getHandshakeResendTimeMillis() {
    return (int) options.firstRetransmit().toMillis();
  }

  /** RFC 7627; the exporter of RFC 5705 is not safe without. */
  @Override
  public boolean requiresExtendedMasterSecret() {
    return true;
  }

  /** The fingerprint vouches for the certificate; how it signed itself does not matter. */
  @Override
  public boolean shouldCheckSigAlgOfPeerCerts() {
    return false;
  }

  @Override
  public void processClientExtensions(Hashtable clientExtensions) throws IOException {
    super.processClientExtensions(clientExtensions);
    negotiation.acceptOffer(clientExtensions);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Hashtable getServerExtensions() throws IOException {
    Hashtable extensions = super.getServerExtensions();
    negotiation.answer(extensions);
    return extensions;
  }

  @Override
  public TlsCredentials getCredentials() throws IOException {
    return cryptos.signer(new TlsCryptoParameters(context), certificate);
  }

  @Override
  public CertificateRequest getCertificateRequest() {
    return new CertificateRequest(
        new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
        cryptos.signatureAlgorithms(),
        null);
  }

  @Override
  public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
    negotiation.authenticate(clientCertificate);
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    negotiation.export(context, DtlsRole.SERVER);
  }
}
