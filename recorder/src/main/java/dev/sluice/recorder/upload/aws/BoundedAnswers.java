package dev.sluice.recorder.upload.aws;

import dev.sluice.recorder.upload.BoundedAnswer;
import dev.sluice.recorder.upload.StoreOptions.Limits;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Lets no answer but an object be long: the SDK holds all of it in memory. */
final class BoundedAnswers implements ExecutionInterceptor {

  private final Limits limits;

  BoundedAnswers(Limits limits) {
    this.limits = limits;
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    if (context.request() instanceof GetObjectRequest && context.httpResponse().isSuccessful()) {
      return context.responseBody();
    }
    return context
        .responseBody()
        .map(body -> new BoundedAnswer(body, BoundedAnswer.MAX_DOCUMENT_BYTES, limits.total(0)));
  }
}
