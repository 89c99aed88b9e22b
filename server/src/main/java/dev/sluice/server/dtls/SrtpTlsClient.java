package dev.sluice.server.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.AbstractTlsClient;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;

/** The client's part of a DTLS 1.2 handshake with use_srtp and a certificate from both sides. */
@SuppressWarnings({"rawtypes", "unchecked", "JdkObsolete"}) // the interfaces of bctls
class SrtpTlsClient extends AbstractTlsClient {

  /** As the server's, and RSA suites too: the server's certificate decides. */
  private static final int[] SUITES = {
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  };

  private final TlsCryptos cryptos;
  private final DtlsCertificate certificate;
  private final DtlsOptions options;
  private final SrtpNegotiation negotiation;

  SrtpTlsClient(
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
  protected Vector getSupportedGroups(Vector namedGroupRoles) {
    Vector groups = new Vector();
    TlsUtils.addIfSupported(groups, getCrypto(), cryptos.groups());
    return groups;
  }

  @Override
  protected Vector getSupportedSignatureAlgorithms() {
    return cryptos.signatureAlgorithms();
  }

  @Override
  protected CertificateStatusRequest getCertificateStatusRequest() {
    return null;
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
  public Hashtable getClientExtensions() throws IOException {
    Hashtable extensions = super.getClientExtensions();
    negotiation.offer(extensions);
    return extensions;
  }

  @Override
  public void processServerExtensions(Hashtable serverExtensions) throws IOException {
    super.processServerExtensions(serverExtensions);
    negotiation.acceptAnswer(serverExtensions);
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate serverCertificate)
          throws IOException {
        negotiation.authenticate(serverCertificate.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return cryptos.signer(new TlsCryptoParameters(context), certificate);
      }
    };
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    negotiation.export(context, DtlsRole.CLIENT);
  }
}
