package dev.sluice.server.app;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** The message of a line for people, which cannot pretend to be another line. */
public final class PlainMessage extends MessageConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return PlainText.of(super.convert(event));
  }
}
