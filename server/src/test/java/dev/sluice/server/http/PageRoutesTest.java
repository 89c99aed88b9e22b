package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages this server really ships, and the same over TLS. */
class PageRoutesTest {

  private HttpServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop();
    }
  }

  private void start(HttpOptions options) throws IOException {
    server = new HttpServer(options, PageRoutes.of(getClass().getClassLoader()), System::nanoTime);
    server.start();
  }

  private static HttpOptions options() {
    return HttpOptions.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private HttpResponse<String> get(HttpClient client, String scheme, String path) throws Exception {
    URI uri = URI.create(scheme + "://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void leadsFromTheRootToThePages() throws Exception {
    start(options());
    for (String path : new String[] {"/", "/web"}) {
      HttpResponse<String> response = get(HttpClient.newHttpClient(), "http", path);
      assertEquals(302, response.statusCode());
      assertEquals("/web/", response.headers().firstValue("location").orElse(""));
    }
  }

  @Test
  void servesTheBrowserClient() throws Exception {
    start(options());
    HttpResponse<String> module = get(HttpClient.newHttpClient(), "http", "/web/client/sluice.js");
    assertEquals(200, module.statusCode());
    assertTrue(module.headers().firstValue("content-type").orElse("").contains("javascript"));
  }

  @Test
  void servesOverTlsWithPlainPemFiles(@TempDir Path folder) throws Exception {
    KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    X509Certificate certificate = certificate(keys);
    Path chain = folder.resolve("cert.pem");
    Path key = folder.resolve("key.pem");
    Files.writeString(chain, pem(certificate));
    Files.writeString(key, pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
    start(options().withTls(new TlsOptions(chain, key)));

    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
    assertEquals(200, get(client, "https", "/web/client/sluice.js").statusCode());
    assertEquals(404, get(client, "https", "/nowhere").statusCode());
  }

  @Test
  void saysWhichCertificateCannotBeUsed(@TempDir Path folder) throws Exception {
    Path garbage = Files.writeString(folder.resolve("cert.pem"), "not a certificate");
    HttpOptions options = options().withTls(new TlsOptions(garbage, garbage));
    HttpServer broken =
        new HttpServer(options, PageRoutes.of(getClass().getClassLoader()), () -> 0);
    String message = assertThrows(IOException.class, broken::start).getMessage();
    assertTrue(message.contains("cert.pem"), message);
    broken.stop();
  }

  @SuppressWarnings("JavaUtilDate") // the builder wants it
  private static X509Certificate certificate(KeyPair keys) throws Exception {
    X500Name name = new X500Name("CN=test");
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(now.minus(Duration.ofDays(1))),
                    Date.from(now.plus(Duration.ofDays(1))),
                    name,
                    keys.getPublic())
                .addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
