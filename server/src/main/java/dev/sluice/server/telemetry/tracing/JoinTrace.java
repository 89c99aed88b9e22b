package dev.sluice.server.telemetry.tracing;

import dev.sluice.server.room.JoinIds;
import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.time.WallClock;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The spans of one join. Each stage's begins where the stage it needed was reached:
 *
 * <pre>
 *  request ─► negotiate ─► admit ─► ice ─► dtls ─┬─► first_packet_in ─┬─► first_keyframe_in
 *                                                │                    └─► first_packet_to_viewer
 *                                                └─► first_packet_out ──► first_keyframe_out
 * </pre>
 *
 * <p>Thread-safe.
 */
final class JoinTrace implements JoinListener {

  private final Tracer tracer;
  private final WallClock wallClock;
  private final Span join;
  private final Context context;
  private final JoinIds ids;
  private final long begunNanos;
  private final Map<JoinStage, Long> reached = new EnumMap<>(JoinStage.class);
  private boolean ended;

  JoinTrace(Tracer tracer, WallClock wallClock, Span join, JoinIds ids, long begunNanos) {
    this.tracer = tracer;
    this.wallClock = wallClock;
    this.join = join;
    this.context = Context.root().with(join);
    this.ids = ids;
    this.begunNanos = begunNanos;
  }

  @Override
  public JoinIds ids() {
    return ids;
  }

  @Override
  public synchronized void onStage(JoinStage stage, long nanos) {
    if (!ended && reached.putIfAbsent(stage, nanos) == null) {
      span(stage).end(wallClock.epochNanos(nanos), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public synchronized void onEnd(JoinOutcome outcome, String detail, long nanos) {
    if (ended) {
      return;
    }
    ended = true;
    long epochNanos = wallClock.epochNanos(nanos);
    join.setAttribute(Keys.OUTCOME, outcome.word());
    if (!detail.isEmpty()) {
      join.setAttribute(Keys.DETAIL, detail);
    }
    if (outcome != JoinOutcome.CONNECTED) {
      failed(outcome, detail, epochNanos);
    }
    join.end(epochNanos, TimeUnit.NANOSECONDS);
  }

  /** The stage that was not reached has a span as well: it is where the join failed. */
  private void failed(JoinOutcome outcome, String detail, long epochNanos) {
    String reason = detail.isEmpty() ? outcome.word() : outcome.word() + ": " + detail;
    for (JoinStage stage : JoinStage.values()) {
      if (!reached.containsKey(stage) && stage.compareTo(JoinStage.DTLS) <= 0) {
        Span failed = span(stage);
        failed.setStatus(StatusCode.ERROR, reason);
        failed.end(epochNanos, TimeUnit.NANOSECONDS);
        break;
      }
    }
    join.setStatus(StatusCode.ERROR, reason);
  }

  private Span span(JoinStage stage) {
    return tracer
        .spanBuilder("join." + word(stage))
        .setParent(context)
        .setStartTimestamp(wallClock.epochNanos(beginOf(stage)), TimeUnit.NANOSECONDS)
        .startSpan();
  }

  private long beginOf(JoinStage stage) {
    return switch (stage) {
      case REQUEST -> begunNanos;
      case NEGOTIATED -> at(JoinStage.REQUEST);
      case ADMITTED -> at(JoinStage.NEGOTIATED);
      case ICE -> at(JoinStage.ADMITTED);
      case DTLS -> at(JoinStage.ICE);
      case FIRST_PACKET_IN, FIRST_PACKET_OUT -> at(JoinStage.DTLS);
      case FIRST_KEYFRAME_IN, FIRST_PACKET_TO_VIEWER -> at(JoinStage.FIRST_PACKET_IN);
      case FIRST_KEYFRAME_OUT -> at(JoinStage.FIRST_PACKET_OUT);
    };
  }

  private long at(JoinStage stage) {
    return reached.getOrDefault(stage, begunNanos);
  }

  /** What is done until the stage is reached. */
  private static String word(JoinStage stage) {
    return switch (stage) {
      case NEGOTIATED -> "negotiate";
      case ADMITTED -> "admit";
      default -> stage.word();
    };
  }
}
