package dev.sluice.server.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.sluice.server.config.LogOptions;
import dev.sluice.server.telemetry.ErrorSink;
import dev.sluice.server.time.NanoClock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets Logback up: one line for each record, to standard error. */
final class Logging {

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} [%thread] %plainMessage%n%plainThrowable";

  /** Libraries whose debug output would bury ours. */
  private static final String[] CHATTY = {"io.netty", "io.prometheus"};

  private Logging() {}

  /** Replaces whatever was set up before. */
  static void configure(LogOptions options) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder(options.format(), context));
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    Level level = Level.valueOf(options.level().name());
    root.setLevel(level);
    for (String name : CHATTY) {
      context.getLogger(name).setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    }
  }

  /**
   * Errors are reported from now on.
   *
   * @return ends that
   */
  static Runnable reportErrors(List<ErrorSink> sinks, NanoClock clock) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ErrorAppender appender = new ErrorAppender(sinks, clock);
    appender.setContext(context);
    appender.start();
    root.addAppender(appender);
    return () -> {
      root.detachAppender(appender);
      appender.stop();
    };
  }

  private static Encoder<ILoggingEvent> encoder(LogOptions.Format format, LoggerContext context) {
    Encoder<ILoggingEvent> encoder =
        format == LogOptions.Format.JSON ? new JsonLines() : text(context);
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("plainMessage", PlainMessage::new);
    layout.getInstanceConverterMap().put("plainThrowable", PlainThrowable::new);
    layout.setPattern(PATTERN);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    return encoder;
  }
}
