package dev.sluice.server.media;

import java.util.regex.Pattern;

/** The media loops cannot start; the message is one sentence for the person who starts them. */
public final class MediaException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** How Netty's native sockets begin what the operating system says. */
  private static final Pattern NETTY_PREFIX =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  public MediaException(String message) {
    super(message);
  }

  public MediaException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What the operating system says about a failed bind. */
  static String reasonOf(Throwable failure) {
    return NETTY_PREFIX.matcher(String.valueOf(failure.getMessage())).replaceFirst("");
  }
}
