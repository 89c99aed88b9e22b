package dev.sluice.server.transport;

import java.util.Locale;

/**
 * Something that happened to a transport, for people who look into it later. Tells no address, no
 * credential and no key.
 *
 * @param atNanos when, on the server's monotonic clock
 * @param detail more about it; may be empty
 */
public record TransportEvent(long atNanos, Kind kind, String detail) {

  /** What can happen. */
  public enum Kind {
    /** A first check proved a path. */
    PATH_VALIDATED,
    /** Everything is sent over another path from now on. */
    PATH_SELECTED,
    /** A path was forgotten: silent, superseded, or its connection closed. */
    PATH_REMOVED,
    /** New ICE credentials were agreed on. */
    ICE_RESTARTED,
    /** The former credentials stopped being valid. */
    UFRAG_RETIRED,
    DTLS_STARTED,
    DTLS_CONNECTED,
    DTLS_FAILED,
    /** The peer sent close_notify. */
    CLOSED_BY_PEER,
    /** Nothing authenticated came for the liveness time, or there is no path any more. */
    INTERRUPTED,
    /** An interruption is over. */
    RESTORED,
    /** A further offer was answered. */
    RENEGOTIATED,
    /** The transport will not work any more. */
    FAILED;

    /** The kind in an API. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
