package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent.UploadFailure;

/** A request to a store failed. The message is for operators, and holds no secret. */
public class StoreException extends Exception {

  private static final long serialVersionUID = 1L;

  private final UploadFailure failure;

  public StoreException(UploadFailure failure, String message, Throwable cause) {
    super(message, cause);
    this.failure = failure;
  }

  public StoreException(UploadFailure failure, String message) {
    this(failure, message, null);
  }

  public UploadFailure failure() {
    return failure;
  }
}
