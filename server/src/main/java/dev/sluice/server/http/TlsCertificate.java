package dev.sluice.server.http;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * A certificate and its key, which belong together. Immutable.
 *
 * @param chain the server's own certificate first
 */
record TlsCertificate(List<X509Certificate> chain, PrivateKey key) {

  private static final int MAX_FILE_BYTES = 1 << 20;

  TlsCertificate {
    chain = List.copyOf(chain);
  }

  /** What two files hold, read in one go. */
  static final class PemFiles {

    private final byte[] chain;
    private final byte[] key;

    private PemFiles(byte[] chain, byte[] key) {
      this.chain = chain;
      this.key = key;
    }

    boolean same(PemFiles other) {
      return Arrays.equals(chain, other.chain) && Arrays.equals(key, other.key);
    }
  }

  /**
   * The bytes of both files. Blocks.
   *
   * @throws IOException when one cannot be read or is far too large
   */
  static PemFiles read(TlsOptions files) throws IOException {
    return new PemFiles(bytes(files.certificateChain()), bytes(files.privateKey()));
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MAX_FILE_BYTES) {
      throw new IOException(file + " is too large for a PEM file");
    }
    return Files.readAllBytes(file);
  }

  /**
   * Understands them.
   *
   * @throws IOException with a sentence that says which file is not as it must be, and nothing of
   *     what is in the key's
   */
  static TlsCertificate parse(TlsOptions names, PemFiles files) throws IOException {
    List<X509Certificate> chain = chain(names.certificateChain(), files.chain);
    PrivateKey key = key(names.privateKey(), files.key);
    if (!belongTogether(chain.get(0).getPublicKey(), key)) {
      throw new IOException(
          "the key in %s is not that of the first certificate in %s"
              .formatted(names.privateKey(), names.certificateChain()));
    }
    return new TlsCertificate(chain, key);
  }

  private static List<X509Certificate> chain(Path file, byte[] pem) throws IOException {
    List<X509Certificate> chain = new ArrayList<>();
    try {
      for (Object object : objects(pem)) {
        if (object instanceof X509CertificateHolder certificate) {
          chain.add(new JcaX509CertificateConverter().getCertificate(certificate));
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new IOException(file + " holds a certificate that cannot be read", e);
    }
    if (chain.isEmpty()) {
      throw new IOException("there is no certificate in " + file);
    }
    return chain;
  }

  private static PrivateKey key(Path file, byte[] pem) throws IOException {
    try {
      for (Object object : objects(pem)) {
        if (object instanceof PrivateKeyInfo pkcs8) {
          return new JcaPEMKeyConverter().getPrivateKey(pkcs8);
        }
        if (object instanceof PEMKeyPair pair) {
          return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
        }
        if (object instanceof PEMEncryptedKeyPair
            || object instanceof PKCS8EncryptedPrivateKeyInfo) {
          throw new IOException("has a password");
        }
      }
    } catch (IOException | RuntimeException e) {
      // the reason could quote the key
      throw new IOException(
          file + " holds a key that cannot be read: it must be PEM without a password");
    }
    throw new IOException("there is no private key in " + file);
  }

  private static List<Object> objects(byte[] pem) throws IOException {
    List<Object> objects = new ArrayList<>();
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(pem, StandardCharsets.ISO_8859_1)))) {
      for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
        objects.add(next);
      }
    }
    return objects;
  }

  private static boolean belongTogether(PublicKey certified, PrivateKey key) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
          case "EC", "ECDSA" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] text = "sluice".getBytes(StandardCharsets.UTF_8);
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** When the first of the chain ends. */
  Instant expires() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Tells nothing of the key. */
  @Override
  public String toString() {
    return "TlsCertificate[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
