package dev.sluice.server.http;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate for 127.0.0.1 or other names, as an operator has it: in PEM files. */
public final class TestCertificate {

  private final X509Certificate certificate;
  private final KeyPair keys;

  private TestCertificate(X509Certificate certificate, KeyPair keys) {
    this.certificate = certificate;
    this.keys = keys;
  }

  public static TestCertificate create() throws Exception {
    return createFor(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
  }

  /** For a server that is reached at an address, or at these names. */
  public static TestCertificate create(String address, String... names) throws Exception {
    return createFor(
        Stream.concat(
                Stream.of(new GeneralName(GeneralName.iPAddress, address)),
                Stream.of(names).map(name -> new GeneralName(GeneralName.dNSName, name)))
            .toArray(GeneralName[]::new));
  }

  @SuppressWarnings("JavaUtilDate") // the builder wants it
  private static TestCertificate createFor(GeneralName... subjects) throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    X500Name name = new X500Name("CN=test");
    Instant now = Instant.now();
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        name,
                        keys.getPublic())
                    .addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(subjects))
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    return new TestCertificate(certificate, keys);
  }

  /** Writes the files. */
  public TlsOptions in(Path folder) throws IOException {
    Path chain = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Files.writeString(chain, pem(certificate));
    Files.writeString(key, pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
    return new TlsOptions(chain, key);
  }

  /** For a client that trusts this certificate and no other. */
  public SSLContext clientContext() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return tls;
  }

  /** The option that makes Chromium trust this certificate, and no other it would not trust. */
  public String chromiumOption() throws GeneralSecurityException {
    byte[] key = MessageDigest.getInstance("SHA-256").digest(keys.getPublic().getEncoded());
    return "--ignore-certificate-errors-spki-list=" + Base64.getEncoder().encodeToString(key);
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
