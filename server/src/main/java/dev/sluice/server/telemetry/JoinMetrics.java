package dev.sluice.server.telemetry;

import dev.sluice.server.room.JoinIds;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinObserver;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.JoinStage;
import io.prometheus.client.Collector;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long joins take and how they end. It stands in front of another observer, whose traces are
 * the exemplars of the histogram. Thread-safe.
 */
public final class JoinMetrics implements JoinObserver {

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final JoinObserver next;

  /** Only our own exemplars: the library would look for OpenTelemetry else. */
  private final Histogram seconds =
      Histogram.build("sluice_join_seconds", "Time from a request to join to each of its stages.")
          .labelNames("protocol", "stage")
          .buckets(.001, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
          .withoutExemplars()
          .create();

  private final Counter joins =
      Counter.build("sluice_joins_total", "Requests to join that have ended, by how they did.")
          .labelNames("protocol", "outcome")
          .withoutExemplars()
          .create();

  /**
   * @param next hears of the same joins
   */
  public JoinMetrics(JoinObserver next) {
    this.next = next;
    for (JoinProtocol protocol : JoinProtocol.values()) {
      for (JoinOutcome outcome : JoinOutcome.values()) {
        var unused = joins.labels(protocol.word(), outcome.word());
      }
      // a series that begins with its first observation hides that one from rates
      for (JoinStage stage : JoinStage.values()) {
        var unused = seconds.labels(protocol.word(), stage.word());
      }
    }
  }

  @Override
  public JoinListener begin(JoinRequest request) {
    return new Measured(request, next.begin(request));
  }

  List<Collector> collectors() {
    return List.of(seconds, joins);
  }

  private final class Measured implements JoinListener {

    private final String protocol;
    private final long begunNanos;
    private final JoinListener listener;
    private final JoinIds ids;
    private final AtomicBoolean ended = new AtomicBoolean();

    Measured(JoinRequest request, JoinListener listener) {
      this.protocol = request.protocol().word();
      this.begunNanos = request.nanos();
      this.listener = listener;
      this.ids = listener.ids().traced() ? listener.ids() : JoinIds.untraced(request.session());
    }

    @Override
    public void onStage(JoinStage stage, long nanos) {
      listener.onStage(stage, nanos);
      double elapsed = (nanos - begunNanos) / NANOS_PER_SECOND;
      Histogram.Child child = seconds.labels(protocol, stage.word());
      if (ids.sampled()) {
        child.observeWithExemplar(elapsed, "trace_id", ids.traceId(), "span_id", ids.spanId());
      } else {
        child.observe(elapsed);
      }
    }

    @Override
    public void onEnd(JoinOutcome outcome, String detail, long nanos) {
      listener.onEnd(outcome, detail, nanos);
      if (ended.compareAndSet(false, true)) {
        joins.labels(protocol, outcome.word()).inc();
      }
    }

    @Override
    public JoinIds ids() {
      return ids;
    }
  }
}
