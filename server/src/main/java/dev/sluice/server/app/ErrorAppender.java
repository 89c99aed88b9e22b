package dev.sluice.server.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.sluice.server.telemetry.ErrorReport;
import dev.sluice.server.telemetry.ErrorSink;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.TokenBucket;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.event.KeyValuePair;

/**
 * Reports what is logged as an error. A fault that a peer can repeat is reported a few times and
 * then counted: it must not be able to keep the thread that has it, or the other end, busy.
 */
final class ErrorAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

  private static final int BURST = 20;
  private static final double PER_SECOND = 0.5;
  private static final int MAX_MESSAGE_CHARS = 2_000;
  private static final int MAX_STACK_CHARS = 16_000;

  private final List<ErrorSink> sinks;
  private final NanoClock clock;
  private final TokenBucket rate;
  private long leftOut;

  ErrorAppender(List<ErrorSink> sinks, NanoClock clock) {
    this.sinks = List.copyOf(sinks);
    this.clock = clock;
    this.rate = new TokenBucket(BURST, PER_SECOND, clock.nanoTime());
    setName("errors");
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.ERROR)) {
      return;
    }
    long before = admit();
    if (before >= 0) {
      ErrorReport report = report(event, before);
      sinks.forEach(sink -> sink.onError(report));
    }
  }

  /** How many were left out before this one; negative when it is left out itself. */
  private synchronized long admit() {
    if (!rate.take(clock.nanoTime())) {
      leftOut++;
      return -1;
    }
    long before = leftOut;
    leftOut = 0;
    return before;
  }

  private static ErrorReport report(ILoggingEvent event, long leftOut) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (event.getKeyValuePairs() != null) {
      fields.putAll(
          event.getKeyValuePairs().stream()
              .collect(Collectors.toMap(pair -> pair.key, ErrorAppender::value, (a, b) -> b)));
    }
    return new ErrorReport(
        event.getTimeStamp(),
        event.getLoggerName(),
        event.getThreadName(),
        cut(event.getFormattedMessage(), MAX_MESSAGE_CHARS),
        failure(event),
        fields,
        leftOut);
  }

  private static String value(KeyValuePair pair) {
    return String.valueOf(pair.value);
  }

  private static Optional<ErrorReport.Failure> failure(ILoggingEvent event) {
    if (!(event.getThrowableProxy() instanceof ThrowableProxy proxy)) {
      return Optional.empty();
    }
    Throwable thrown = proxy.getThrowable();
    StringWriter stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    return Optional.of(
        new ErrorReport.Failure(
            thrown.getClass().getName(),
            cut(String.valueOf(thrown.getMessage()), MAX_MESSAGE_CHARS),
            cut(stack.toString(), MAX_STACK_CHARS)));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
