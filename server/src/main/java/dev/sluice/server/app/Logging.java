package dev.sluice.server.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.sluice.server.config.LogOptions;
import org.slf4j.LoggerFactory;

/** Sets Logback up: one line for each record, to standard error. */
final class Logging {

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} [%thread] %msg%n%ex";

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

  private static Encoder<ILoggingEvent> encoder(LogOptions.Format format, LoggerContext context) {
    if (format == LogOptions.Format.JSON) {
      JsonEncoder json = new JsonEncoder();
      json.setWithSequenceNumber(false);
      json.setWithNanoseconds(false);
      json.setWithContext(false);
      json.setWithMarkers(false);
      json.setWithMDC(false);
      json.setWithKVPList(false);
      json.setWithArguments(false);
      json.setWithMessage(false);
      json.setWithFormattedMessage(true);
      json.setContext(context);
      json.start();
      return json;
    }
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setPattern(PATTERN);
    text.setContext(context);
    text.start();
    return text;
  }
}
