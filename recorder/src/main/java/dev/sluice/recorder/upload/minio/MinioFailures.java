package dev.sluice.recorder.upload.minio;

import dev.sluice.recorder.upload.StoreException;
import dev.sluice.recorder.upload.StoreFailures;
import dev.sluice.recorder.upload.minio.ForeignAnswers.StatusException;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.ServerException;
import io.minio.messages.ErrorResponse;
import java.io.IOException;

/** The library's exceptions in our words. */
final class MinioFailures {

  private MinioFailures() {}

  static StoreException of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ErrorResponseException answered) {
        ErrorResponse document = answered.errorResponse();
        String code = document.code() == null ? "" : document.code();
        return StoreFailures.of(answered.response().code(), code, document.message(), failure);
      }
      if (cause instanceof ServerException answered) {
        return StoreFailures.of(answered.statusCode(), "", "", failure);
      }
      if (cause instanceof StatusException answered) {
        return StoreFailures.of(answered.status(), "", "", failure);
      }
      if (cause instanceof IOException io) {
        return StoreFailures.of(io);
      }
    }
    return StoreFailures.of(new IOException(String.valueOf(failure.getMessage()), failure));
  }

  /** Whether the store says that it has no object of this key. */
  static boolean isMissing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ErrorResponseException answered) {
        return answered.response().code() == 404;
      }
    }
    return false;
  }
}
