package dev.sluice.server.media;

import java.util.Locale;

/** Why a loop did not deliver or did not send a datagram. */
public enum DatagramDrop {
  /** Not STUN, and from an address that no transport has authenticated. */
  UNKNOWN_PATH,
  /** STUN for a ufrag that nobody registered, from an address that no transport has. */
  UNKNOWN_UFRAG,
  /** STUN for a ufrag that somebody registered, but more of it than a peer has reason to send. */
  UNPROVEN_RATE,
  /** Longer than anything a WebRTC peer sends, or empty. */
  BAD_LENGTH,
  /** The receiver threw. */
  RECEIVER_FAILED,
  /** The kernel's buffer and our bounded queue in front of it were full. */
  SEND_BUFFER_FULL,
  /** A TCP peer does not read fast enough: dropped rather than delayed. */
  SEND_QUEUE_FULL,
  /** For a TCP connection that has just closed. */
  CONNECTION_CLOSED,
  /** The kernel refused a send or a receive; one count may stand for a whole segmented send. */
  SOCKET_ERROR;

  private static final DatagramDrop[] ALL = values();

  /** How many reasons there are. */
  static int count() {
    return ALL.length;
  }

  static DatagramDrop of(int ordinal) {
    return ALL[ordinal];
  }

  /** The reason as a metric label: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
