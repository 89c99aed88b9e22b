package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What the answers of stores mean for us; the same for every client library. */
public final class StoreFailures {

  private static final int MAX_MESSAGE = 300;

  /** Something was damaged on its way, or came too slowly: sending it again may help. */
  private static final Set<String> PASSING =
      Set.of(
          "BadDigest",
          "IncompleteBody",
          "InvalidDigest",
          "OperationAborted",
          "RequestTimeout",
          "SlowDown",
          "XAmzContentSHA256Mismatch",
          "XAmzContentChecksumMismatch");

  /** What it took before, it has not. */
  private static final Set<String> LOST = Set.of("InvalidPart", "InvalidPartOrder");

  private static final Set<String> REFUSED =
      Set.of(
          "AccessDenied",
          "AllAccessDisabled",
          "AccountProblem",
          "ExpiredToken",
          "InvalidAccessKeyId",
          "InvalidToken",
          "SignatureDoesNotMatch",
          "TokenRefreshRequired");

  private StoreFailures() {}

  /**
   * @param status of HTTP; 200 with an error document is one, too
   * @param code S3's word for it; empty where the answer has none
   * @param message the store's, for people; cleaned and cut
   */
  public static StoreException of(int status, String code, String message, Throwable cause) {
    String text = "the store answered " + status + described(code, message);
    if (code.equals("NoSuchUpload")) {
      return new UnknownUploadException(text, cause);
    }
    return new StoreException(kind(status, code), text, cause);
  }

  /** The store could not be reached, or the connection ended. */
  public static StoreException of(IOException cause) {
    if (isUntrusted(cause)) {
      return new StoreException(
          UploadFailure.MISCONFIGURED,
          "the store's certificate is not trusted: " + cleaned(rootMessage(cause)),
          cause);
    }
    return new StoreException(
        UploadFailure.TRANSIENT, "no answer of the store: " + cleaned(rootMessage(cause)), cause);
  }

  /** A success that is none. */
  public static StoreException untrue(String what) {
    return new StoreException(UploadFailure.UNTRUE, what);
  }

  private static UploadFailure kind(int status, String code) {
    if (REFUSED.contains(code)) {
      return UploadFailure.REFUSED;
    }
    if (PASSING.contains(code)) {
      return UploadFailure.TRANSIENT;
    }
    if (LOST.contains(code) || status / 100 == 2) {
      return UploadFailure.UNTRUE;
    }
    return switch (status) {
      case 401 -> UploadFailure.REFUSED;
      // a clock that is wrong is mended by people, but not by other credentials
      case 403 ->
          code.equals("RequestTimeTooSkewed") ? UploadFailure.MISCONFIGURED : UploadFailure.REFUSED;
      case 408, 409, 425, 429 -> UploadFailure.TRANSIENT;
      case 501, 505 -> UploadFailure.MISCONFIGURED;
      default -> status >= 500 ? UploadFailure.TRANSIENT : UploadFailure.MISCONFIGURED;
    };
  }

  private static boolean isUntrusted(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException
          || cause instanceof CertPathValidatorException
          || cause instanceof SSLPeerUnverifiedException) {
        return true;
      }
    }
    return false;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static String described(String code, String message) {
    String cleanCode = code.isEmpty() ? "" : " " + cleaned(code);
    return cleanCode + (message == null || message.isBlank() ? "" : ": " + cleaned(message));
  }

  private static String cleaned(String foreign) {
    String oneLine = foreign.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return oneLine.length() <= MAX_MESSAGE ? oneLine : oneLine.substring(0, MAX_MESSAGE) + "…";
  }
}
