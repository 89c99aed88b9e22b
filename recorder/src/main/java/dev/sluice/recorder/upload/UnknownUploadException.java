package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent.UploadFailure;

/** The store has no multipart upload of this id, or not any more: it must begin anew. */
public final class UnknownUploadException extends StoreException {

  private static final long serialVersionUID = 1L;

  public UnknownUploadException(String message, Throwable cause) {
    super(UploadFailure.UNTRUE, message, cause);
  }
}
