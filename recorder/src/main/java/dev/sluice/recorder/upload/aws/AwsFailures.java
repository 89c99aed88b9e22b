package dev.sluice.recorder.upload.aws;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import dev.sluice.recorder.upload.StoreException;
import dev.sluice.recorder.upload.StoreFailures;
import java.io.IOException;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The SDK's exceptions in our words. */
final class AwsFailures {

  private AwsFailures() {}

  static StoreException of(SdkException failure) {
    if (failure instanceof AwsServiceException answered) {
      AwsErrorDetails details = answered.awsErrorDetails();
      String code = details == null || details.errorCode() == null ? "" : details.errorCode();
      String message = details == null ? "" : details.errorMessage();
      return StoreFailures.of(answered.statusCode(), code, message, failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io) {
        return StoreFailures.of(io);
      }
    }
    String message = String.valueOf(failure.getMessage());
    // the SDK has no type for it
    if (message.contains("Unable to load credentials")) {
      return new StoreException(UploadFailure.REFUSED, "there are no credentials", failure);
    }
    return StoreFailures.of(new IOException(message, failure));
  }
}
