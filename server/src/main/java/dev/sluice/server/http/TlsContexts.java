package dev.sluice.server.http;

import dev.sluice.server.http.TlsCertificate.PemFiles;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What TLS connections begin with: TLS 1.3 and 1.2 with forward secrecy and authenticated
 * encryption only, and the certificate as the files have it. Thread-safe.
 */
final class TlsContexts {

  private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);

  /** RFC 9325 section 4.2, and TLS 1.3's; of them what this Java has. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final TlsOptions options;
  private final InstantSource clock;
  private final LongAdder reloads = new LongAdder();
  private final LongAdder failures = new LongAdder();

  private volatile SslContext current;
  private volatile Instant expires;
  private PemFiles used;

  /** What was seen last and is not in use: it may be half written. */
  private PemFiles doubtful;

  /** What was complained of already. */
  private String complaint = "";

  /**
   * Reads the files.
   *
   * @throws IOException with a sentence, when they cannot be used
   */
  TlsContexts(TlsOptions options, InstantSource clock) throws IOException {
    this.options = options;
    this.clock = clock;
    this.used = TlsCertificate.read(options);
    TlsCertificate certificate = TlsCertificate.parse(options, used);
    CertificateReport.of(options, certificate, clock.instant()).warnings().forEach(log::warn);
    use(certificate);
  }

  /** For the next connection. */
  SslContext current() {
    return current;
  }

  TlsStats stats() {
    return new TlsStats(expires, reloads.sum(), failures.sum());
  }

  /**
   * Looks whether the files have changed, and uses what they hold when it is good; else what is in
   * use stays. A pair that does not fit is complained of when it is still there at the next look,
   * since the two files are seldom written in one moment. Blocks on the disk.
   */
  synchronized void look() {
    PemFiles files;
    try {
      files = TlsCertificate.read(options);
    } catch (IOException e) {
      complain("cannot read the certificate's files: " + e);
      return;
    }
    if (files.same(used)) {
      doubtful = null;
      complaint = "";
      return;
    }
    try {
      TlsCertificate certificate = TlsCertificate.parse(options, files);
      checkDates(certificate);
      use(certificate);
      used = files;
      doubtful = null;
      complaint = "";
      reloads.increment();
      log.info(
          "uses the new certificate in {}, good until {}", options.certificateChain(), expires);
    } catch (IOException e) {
      if (doubtful != null && files.same(doubtful)) {
        complain(e.getMessage());
      }
      doubtful = files;
    }
  }

  private void checkDates(TlsCertificate certificate) throws IOException {
    Instant now = clock.instant();
    X509Certificate own = certificate.chain().get(0);
    if (certificate.expires().isBefore(now) && expires.isAfter(now)) {
      throw new IOException(
          "the certificate in %s has ended on %s"
              .formatted(options.certificateChain(), certificate.expires()));
    }
    if (own.getNotBefore().toInstant().isAfter(now)) {
      throw new IOException(
          "the certificate in %s begins on %s only"
              .formatted(options.certificateChain(), own.getNotBefore().toInstant()));
    }
  }

  private void complain(String sentence) {
    if (!sentence.equals(complaint)) {
      complaint = sentence;
      failures.increment();
      log.warn("{}; the certificate before stays in use until {}", sentence, expires);
    }
  }

  private void use(TlsCertificate certificate) throws IOException {
    current =
        SslContextBuilder.forServer(
                certificate.key(), certificate.chain().toArray(X509Certificate[]::new))
            .protocols("TLSv1.3", "TLSv1.2")
            .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .build();
    expires = certificate.expires();
  }
}
