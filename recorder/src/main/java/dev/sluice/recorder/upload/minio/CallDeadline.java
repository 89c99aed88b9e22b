package dev.sluice.recorder.upload.minio;

import dev.sluice.recorder.upload.StoreOptions.Limits;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.RequestBody;

/**
 * Gives each call the time its body may take. Reading an object has none of its own: how long that
 * may take depends on its length.
 */
final class CallDeadline extends EventListener {

  private final Limits limits;

  CallDeadline(Limits limits) {
    this.limits = limits;
  }

  @Override
  public void callStart(Call call) {
    if (!BoundedAnswers.readsObject(call.request())) {
      long nanos = limits.total(bodyBytes(call.request().body())).toNanos();
      call.timeout().timeout(nanos, TimeUnit.NANOSECONDS);
    }
  }

  private static long bodyBytes(RequestBody body) {
    try {
      return body == null ? 0 : Math.max(0, body.contentLength());
    } catch (IOException e) {
      return 0;
    }
  }
}
