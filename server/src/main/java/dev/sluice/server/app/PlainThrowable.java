package dev.sluice.server.app;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

/** The stack trace under a line for people: the messages in it may quote a client as well. */
public final class PlainThrowable extends ThrowableProxyConverter {

  @Override
  protected String throwableProxyToString(IThrowableProxy throwable) {
    return super.throwableProxyToString(new Plain(throwable));
  }

  /** The same throwable with plain messages. */
  private record Plain(IThrowableProxy throwable) implements IThrowableProxy {

    private static IThrowableProxy ofNullable(IThrowableProxy throwable) {
      return throwable == null ? null : new Plain(throwable);
    }

    @Override
    public String getMessage() {
      return PlainText.of(throwable.getMessage());
    }

    @Override
    public String getClassName() {
      return throwable.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
      return throwable.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
      return throwable.getCommonFrames();
    }

    @Override
    public IThrowableProxy getCause() {
      return ofNullable(throwable.getCause());
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
      IThrowableProxy[] suppressed = throwable.getSuppressed();
      IThrowableProxy[] plain = new IThrowableProxy[suppressed == null ? 0 : suppressed.length];
      for (int i = 0; i < plain.length; i++) {
        plain[i] = ofNullable(suppressed[i]);
      }
      return plain;
    }

    @Override
    public boolean isCyclic() {
      return throwable.isCyclic();
    }
  }
}
