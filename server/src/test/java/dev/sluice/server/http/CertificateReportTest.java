package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateReportTest {

  @TempDir Path folder;

  private TlsOptions files;

  @BeforeEach
  void create() throws Exception {
    files = TestCertificate.create().in(folder);
    permit("rw-------");
  }

  private void permit(String rights) throws IOException {
    Files.setPosixFilePermissions(files.privateKey(), PosixFilePermissions.fromString(rights));
  }

  private List<String> warnings(Duration from) throws IOException {
    return CertificateReport.of(files, Instant.now().plus(from)).warnings();
  }

  @Test
  void saysWhomItIsForAndUntilWhen() throws IOException {
    List<String> facts = CertificateReport.of(files, Instant.now()).facts();
    assertTrue(facts.get(0).startsWith("for 127.0.0.1, until 20"), facts.toString());
  }

  @Test
  void saysWhenItEndsHasEndedAndHasNotBegun() throws IOException {
    // it lives from yesterday until tomorrow, and nobody but itself signed it
    assertTrue(warnings(Duration.ZERO).get(0).contains(" ends on "), "" + warnings(Duration.ZERO));
    assertTrue(warnings(Duration.ofDays(2)).get(0).contains(" has ended on "));
    assertTrue(warnings(Duration.ofDays(-2)).get(0).contains("is this machine's clock right"));
    assertTrue(warnings(Duration.ZERO).get(1).contains("is signed by itself"));
    assertEquals(2, warnings(Duration.ZERO).size());
  }

  @Test
  void saysThatTheChainIsInTheWrongOrder() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    TlsOptions others = TestCertificate.create().in(other);
    Files.writeString(
        files.certificateChain(),
        Files.readString(files.certificateChain()) + Files.readString(others.certificateChain()));

    assertTrue(
        warnings(Duration.ZERO).get(1).startsWith("Certificate 1 in "),
        warnings(Duration.ZERO).toString());
  }

  @Test
  void saysThatOthersMayReadTheKey() throws IOException {
    permit("rw-r--r--");
    assertTrue(warnings(Duration.ZERO).get(2).startsWith("The key in "));
    permit("rw-r-----");
    assertEquals(2, warnings(Duration.ZERO).size());
  }

  @Test
  void whatCannotBeUsedIsSaidWithoutWhatIsInTheKeysFile() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    TlsOptions others = TestCertificate.create().in(other);
    assertRefused(
        new TlsOptions(files.certificateChain(), others.privateKey()),
        "the key in %s is not that of the first certificate in %s"
            .formatted(others.privateKey(), files.certificateChain()));

    Files.writeString(files.privateKey(), "-----BEGIN PRIVATE KEY-----\nhunter2\n");
    assertRefused(
        files,
        files.privateKey()
            + " holds a key that cannot be read: it must be PEM without a"
            + " password");

    Files.writeString(
        files.privateKey(),
        """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MDUwHAYKKoZIhvcNAQwBAzAOBAhrZ2V5c2FsdAICCAAEFQAAAAAAAAAAAAAAAAAA
        AAAAAAAAAA==
        -----END ENCRYPTED PRIVATE KEY-----
        """);
    assertRefused(
        files,
        files.privateKey()
            + " holds a key that cannot be read: it must be PEM without a"
            + " password");

    Files.writeString(files.certificateChain(), "");
    assertRefused(files, "there is no certificate in " + files.certificateChain());
    Files.writeString(
        files.certificateChain(), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assertRefused(files, files.certificateChain() + " holds a certificate that cannot be read");
  }

  private static void assertRefused(TlsOptions options, String sentence) {
    IOException refusal =
        assertThrows(IOException.class, () -> CertificateReport.of(options, Instant.now()));
    assertEquals(sentence, refusal.getMessage());
  }
}
