package dev.sluice.server.http;

import java.util.Locale;

/** Why a request or a connection was turned away before any route saw it. A metric's label. */
public enum HttpRejection {
  /** The client or its token asked for too much. */
  RATE_LIMITED,
  /** The client has shown too many wrong tokens. */
  GUESS_LOCKED,
  /** Line, headers or body. */
  TOO_LARGE,
  /** The request did not come to its end in time, or its answer was not read. */
  TIMEOUT,
  /** It is no HTTP, or more than one way to read it. */
  MALFORMED,
  /** What HTTP has but this server does not: codings, expectations. */
  UNSUPPORTED,
  /** Connections of the server. */
  TOO_MANY_CONNECTIONS,
  /** Connections of one client. */
  TOO_MANY_CONNECTIONS_OF_CLIENT,
  /** WebSockets of one client. */
  TOO_MANY_WEBSOCKETS_OF_CLIENT,
  /** A page that may not open WebSockets here, or puts a token into the URL of another site. */
  BAD_ORIGIN,
  /** A TLS handshake that failed or came to no end. */
  TLS_HANDSHAKE,
  /** The system had no descriptor for a connection; it was tried again. */
  NOT_ACCEPTED;

  /** The reason in a metric. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
