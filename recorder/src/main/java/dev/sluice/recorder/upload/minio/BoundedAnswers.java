package dev.sluice.recorder.upload.minio;

import dev.sluice.recorder.upload.BoundedAnswer;
import dev.sluice.recorder.upload.StoreOptions.Limits;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Okio;

/** Lets no answer but an object be long: the library holds all of it in memory. */
final class BoundedAnswers implements Interceptor {

  private final Limits limits;

  BoundedAnswers(Limits limits) {
    this.limits = limits;
  }

  /** Objects are read in ranges, and streamed. */
  static boolean readsObject(Request request) {
    return request.method().equals("GET") && request.header("Range") != null;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    ResponseBody body = response.body();
    if (response.isSuccessful() && readsObject(chain.request())) {
      return response;
    }
    BoundedAnswer bounded =
        new BoundedAnswer(body.byteStream(), BoundedAnswer.MAX_DOCUMENT_BYTES, limits.total(0));
    return response
        .newBuilder()
        .body(
            ResponseBody.create(
                Okio.buffer(Okio.source(bounded)), body.contentType(), body.contentLength()))
        .build();
  }
}
