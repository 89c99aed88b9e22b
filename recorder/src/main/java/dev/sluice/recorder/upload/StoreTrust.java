package dev.sluice.recorder.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Certificates to trust besides the platform's: those of one's own store. */
public final class StoreTrust {

  private StoreTrust() {}

  /**
   * Trusts what the platform trusts, and what the file holds.
   *
   * @param file certificates in PEM
   * @throws IllegalArgumentException with a sentence on what is wrong with the file
   */
  public static X509TrustManager withCertificates(Path file) {
    try {
      KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      int count = 0;
      for (X509Certificate platform : trustManager(null).getAcceptedIssuers()) {
        anchors.setCertificateEntry("platform-" + count++, platform);
      }
      for (Certificate own : read(file)) {
        anchors.setCertificateEntry("own-" + count++, own);
      }
      return trustManager(anchors);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "the store's CA file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> read(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> read =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (read.isEmpty()) {
        throw new IOException("it holds no certificate");
      }
      return read;
    }
  }

  private static X509TrustManager trustManager(KeyStore anchors) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new IllegalStateException("the platform has no trust manager for X.509");
  }
}
