package dev.sluice.server.sdp;

import java.util.Locale;
import java.util.Optional;

/** A direction attribute, seen from whoever wrote the description. RFC 8866 section 6.7. */
public enum StreamDirection {
  SENDRECV,
  SENDONLY,
  RECVONLY,
  INACTIVE;

  /** The word in SDP. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The same direction seen from the other end. */
  public StreamDirection reversed() {
    return switch (this) {
      case SENDONLY -> RECVONLY;
      case RECVONLY -> SENDONLY;
      case SENDRECV, INACTIVE -> this;
    };
  }

  /** True when the writer of the description sends. */
  public boolean sends() {
    return this == SENDRECV || this == SENDONLY;
  }

  /** True when the writer of the description receives. */
  public boolean receives() {
    return this == SENDRECV || this == RECVONLY;
  }

  /** The direction with this word. */
  public static Optional<StreamDirection> of(String token) {
    for (StreamDirection direction : values()) {
      if (direction.token().equals(token)) {
        return Optional.of(direction);
      }
    }
    return Optional.empty();
  }
}
