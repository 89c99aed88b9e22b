package dev.sluice.recorder.upload.minio;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Keeps the status of answers that are no store's, such as a proxy's page in HTML: the library
 * would hide it in a text.
 */
final class ForeignAnswers implements Interceptor {

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    String type = response.header("Content-Type", "");
    boolean readable =
        response.isSuccessful()
            || type.startsWith("application/xml")
            || type.startsWith("text/xml")
            || chain.request().method().equals("HEAD");
    if (readable) {
      return response;
    }
    response.close();
    throw new StatusException(response.code());
  }

  /** An answer without S3's error document. */
  static final class StatusException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;

    StatusException(int status) {
      super("HTTP status " + status);
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
