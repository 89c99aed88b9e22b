package dev.sluice.server.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an operator should know of a certificate that can be used.
 *
 * @param facts for everybody
 * @param warnings whole sentences of what browsers or others make of it
 */
public record CertificateReport(List<String> facts, List<String> warnings) {

  /** Who renews by themselves do so a month before. */
  private static final Duration SOON = Duration.ofDays(14);

  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  public CertificateReport {
    facts = List.copyOf(facts);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the files. Blocks.
   *
   * @throws IOException with a sentence's end, when they cannot be used
   */
  public static CertificateReport of(TlsOptions files, Instant now) throws IOException {
    return of(files, TlsCertificate.parse(files, TlsCertificate.read(files)), now);
  }

  static CertificateReport of(TlsOptions files, TlsCertificate certificate, Instant now) {
    X509Certificate own = certificate.chain().get(0);
    List<String> facts =
        List.of(
            "for "
                + String.join(", ", names(own))
                + ", until "
                + certificate.expires()
                + (certificate.chain().size() > 1
                    ? ", with " + (certificate.chain().size() - 1) + " of who signed it"
                    : ""));
    List<String> warnings = new ArrayList<>();
    dates(files, certificate, now, warnings);
    chain(files, certificate.chain(), warnings);
    permissions(files.privateKey(), warnings);
    return new CertificateReport(facts, warnings);
  }

  private static void dates(
      TlsOptions files, TlsCertificate certificate, Instant now, List<String> warnings) {
    Instant begins = certificate.chain().get(0).getNotBefore().toInstant();
    Instant ends = certificate.expires();
    if (ends.isBefore(now)) {
      warnings.add(
          ("The certificate in %s has ended on %s: browsers refuse it; renew it, the server looks at"
                  + " the files every few seconds.")
              .formatted(files.certificateChain(), ends));
    } else if (begins.isAfter(now)) {
      warnings.add(
          ("The certificate in %s begins on %s only: browsers refuse it; is this machine's clock right,"
                  + " which says %s?")
              .formatted(files.certificateChain(), begins, now));
    } else if (ends.isBefore(now.plus(SOON))) {
      warnings.add(
          "The certificate in %s ends on %s: renew it.".formatted(files.certificateChain(), ends));
    }
  }

  private static void chain(TlsOptions files, List<X509Certificate> chain, List<String> warnings) {
    for (int i = 0; i + 1 < chain.size(); i++) {
      if (!signed(chain.get(i), chain.get(i + 1))) {
        warnings.add(
            ("Certificate %d in %s is not signed by the one behind it: the server's own comes first,"
                    + " then who signed it, and so on.")
                .formatted(i + 1, files.certificateChain()));
        return;
      }
    }
    X509Certificate own = chain.get(0);
    if (chain.size() > 1) {
      return;
    }
    warnings.add(
        signed(own, own)
            ? ("The certificate in %s is signed by itself: browsers refuse it unless each is told to"
                    + " trust it.")
                .formatted(files.certificateChain())
            : ("There is only the server's own certificate in %s: where who signed it is no root, most"
                    + " programs refuse it; use the full chain.")
                .formatted(files.certificateChain()));
  }

  private static boolean signed(X509Certificate certificate, X509Certificate by) {
    try {
      certificate.verify(by.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static void permissions(Path key, List<String> warnings) {
    try {
      Set<PosixFilePermission> granted = Files.getPosixFilePermissions(key);
      if (granted.stream().anyMatch(OTHERS::contains)) {
        warnings.add(
            ("The key in %s can be read or changed by other users of this machine: chmod 0600, or 0640"
                    + " with a group of its own.")
                .formatted(key));
      }
    } catch (IOException | UnsupportedOperationException e) {
      // a file system without such rights
    }
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null && !alternatives.isEmpty()) {
        return alternatives.stream()
            .map(each -> String.valueOf(each.get(1)))
            .collect(Collectors.toList());
      }
    } catch (CertificateParsingException e) {
      // then as it calls itself
    }
    return List.of(certificate.getSubjectX500Principal().getName());
  }
}
