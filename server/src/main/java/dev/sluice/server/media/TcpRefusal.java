package dev.sluice.server.media;

import java.util.Locale;

/** Why a TCP connection was closed before it belonged to a transport. */
public enum TcpRefusal {
  /** Too many others have not proved themselves yet, in all or from the same address. */
  TOO_MANY,
  /** It did not begin with a STUN Binding request. */
  NOT_STUN,
  /** The request names a ufrag that no loop knows. */
  UNKNOWN_UFRAG,
  /** No first request, or none with the right password, came in time. */
  TOO_LATE,
  /** It could not be handed to its loop: it broke, or the server ends. */
  LOST,
  /** The system had no descriptor for it; it was tried again. */
  NOT_ACCEPTED;

  /** The reason as a metric label: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
