package dev.sluice.recorder.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.security.cert.CertificateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreFailuresTest {

  @ParameterizedTest
  @CsvSource({
    "500, InternalError, TRANSIENT",
    "503, SlowDown, TRANSIENT",
    "502, '', TRANSIENT",
    "429, '', TRANSIENT",
    "408, RequestTimeout, TRANSIENT",
    "400, RequestTimeout, TRANSIENT",
    "400, BadDigest, TRANSIENT",
    "403, SignatureDoesNotMatch, REFUSED",
    "403, '', REFUSED",
    "400, ExpiredToken, REFUSED",
    "401, '', REFUSED",
    "403, RequestTimeTooSkewed, MISCONFIGURED",
    "404, NoSuchBucket, MISCONFIGURED",
    "301, PermanentRedirect, MISCONFIGURED",
    "400, EntityTooSmall, MISCONFIGURED",
    "501, NotImplemented, MISCONFIGURED",
    "400, InvalidPart, UNTRUE",
    "200, InternalError, UNTRUE",
    "404, NoSuchUpload, UNTRUE"
  })
  void saysWhatAnAnswerMeans(int status, String code, UploadFailure meaning) {
    assertEquals(meaning, StoreFailures.of(status, code, "text", null).failure());
  }

  @Test
  void anUploadThatIsUnknownHasItsOwnType() {
    assertTrue(StoreFailures.of(404, "NoSuchUpload", "", null) instanceof UnknownUploadException);
  }

  @Test
  void networksPassAndCertificatesDoNot() {
    assertEquals(
        UploadFailure.TRANSIENT, StoreFailures.of(new ConnectException("refused")).failure());
    assertEquals(
        UploadFailure.MISCONFIGURED,
        StoreFailures.of(new IOException(new CertificateException("unknown CA"))).failure());
  }

  @Test
  void foreignTextsAreCutAndOfOneLine() {
    String message =
        StoreFailures.of(500, "Internal\r\nError", "x\n".repeat(10_000), null).getMessage();
    assertTrue(message.length() < 700, message);
    assertFalse(message.contains("\n") || message.contains("\r"), message);
  }
}
