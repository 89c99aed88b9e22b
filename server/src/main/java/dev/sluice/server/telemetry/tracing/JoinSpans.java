package dev.sluice.server.telemetry.tracing;

import dev.sluice.server.room.JoinIds;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.time.WallClock;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.concurrent.TimeUnit;

/**
 * A trace for each join, or a part of the client's own: a span {@code join} from the request on,
 * and below it one for each stage. Thread-safe; spans are only handed to a bounded queue here.
 */
final class JoinSpans implements JoinObserver {

  /** What has to be passed on at least, W3C Trace Context section 3.3.1.5; more is dropped. */
  private static final int MAX_TRACESTATE_CHARS = 512;

  private final Tracer tracer;
  private final WallClock wallClock;

  JoinSpans(Tracer tracer, WallClock wallClock) {
    this.tracer = tracer;
    this.wallClock = wallClock;
  }

  @Override
  public JoinListener begin(JoinRequest request) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), request, Headers.GETTER);
    Span join =
        tracer
            .spanBuilder("join")
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(wallClock.epochNanos(request.nanos()), TimeUnit.NANOSECONDS)
            .setAllAttributes(
                Attributes.builder()
                    .put(Keys.ROOM, request.room().value())
                    .put(Keys.PARTICIPANT, request.participant().value())
                    .put(Keys.PROTOCOL, request.protocol().word())
                    .put(Keys.SESSION, request.session())
                    .put(Keys.CLIENT, request.client())
                    .build())
            .startSpan();
    SpanContext context = join.getSpanContext();
    JoinIds ids =
        new JoinIds(
            request.session(), context.getTraceId(), context.getSpanId(), context.isSampled());
    return join.isRecording()
        ? new JoinTrace(tracer, wallClock, join, ids, request.nanos())
        : new Unrecorded(ids);
  }

  /** A join that was not chosen to be recorded still has its names, for the logs. */
  private record Unrecorded(JoinIds ids) implements JoinListener {

    @Override
    public void onStage(JoinStage stage, long nanos) {
      // nobody wants to know
    }

    @Override
    public void onEnd(JoinOutcome outcome, String detail, long nanos) {
      // nobody wants to know
    }
  }

  /** The headers of the client's trace. */
  private enum Headers implements TextMapGetter<JoinRequest> {
    GETTER;

    @Override
    public String get(JoinRequest request, String name) {
      return switch (name) {
        case "traceparent" -> request.traceparent().map(String::strip).orElse(null);
        case "tracestate" ->
            request.tracestate().filter(text -> text.length() <= MAX_TRACESTATE_CHARS).orElse(null);
        default -> null;
      };
    }
  }
}
