package dev.sluice.server.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.sluice.recorder.library.FileTrouble;
import dev.sluice.server.auth.AuditLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.LoggerFactory;

/**
 * The audit log in a file of its own: lines are appended by a thread of Logback's, and the file is
 * put aside each day or when it is large, as {@code audit.log.2026-11-26.0}.
 */
final class AuditFile implements AutoCloseable {

  private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %msg%n";
  private static final FileSize LARGE = FileSize.valueOf("50MB");
  private static final FileSize ALL = FileSize.valueOf("1GB");
  private static final int DAYS = 90;

  private final Logger logger;
  private final AsyncAppender appender;

  private AuditFile(Logger logger, AsyncAppender appender) {
    this.logger = logger;
    this.appender = appender;
  }

  /**
   * Appends to {@code file} from now on.
   *
   * @throws StartException when it cannot be written
   */
  static AuditFile open(Path file) {
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
    } catch (IOException e) {
      throw new StartException("AUDIT_LOG cannot be written: " + FileTrouble.reason(e) + ".", e);
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger logger = context.getLogger(AuditLines.LOGGER);
    AsyncAppender lines = new AsyncAppender();
    lines.setContext(context);
    // an event loop never waits for a disk
    lines.setNeverBlock(true);
    lines.setDiscardingThreshold(0);
    lines.addAppender(rolling(file, context));
    lines.start();
    logger.addAppender(lines);
    // the file gets its lines however little is logged else
    logger.setAdditive(logger.isInfoEnabled());
    logger.setLevel(Level.INFO);
    return new AuditFile(logger, lines);
  }

  private static RollingFileAppender<ILoggingEvent> rolling(Path file, LoggerContext context) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    appender.setAppend(true);
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
    policy.setContext(context);
    policy.setParent(appender);
    policy.setFileNamePattern(file + ".%d{yyyy-MM-dd, UTC}.%i");
    policy.setMaxFileSize(LARGE);
    policy.setTotalSizeCap(ALL);
    policy.setMaxHistory(DAYS);
    policy.start();
    appender.setRollingPolicy(policy);
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  /** Writes what is waiting. Idempotent. */
  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(null);
    logger.setAdditive(true);
    appender.stop();
  }
}
