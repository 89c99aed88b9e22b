package dev.sluice.server.auth;

import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody at the door of a room.
 *
 * @param token as shown; never logged
 * @param identity under which it wants to come in; empty when the server is to choose
 * @param from the address it comes from, as far as known: who shows wrong tokens is locked out by
 *     it
 */
public record Entry(
    RoomId room,
    Optional<String> token,
    Optional<ParticipantId> identity,
    Optional<InetAddress> from) {

  public Entry {
    Objects.requireNonNull(room);
    Objects.requireNonNull(token);
    Objects.requireNonNull(identity);
    Objects.requireNonNull(from);
  }

  /** From an address that is not known. */
  public Entry(RoomId room, Optional<String> token, Optional<ParticipantId> identity) {
    this(room, token, identity, Optional.empty());
  }

  /** Without a wish for an identity. */
  public static Entry of(RoomId room, Optional<String> token) {
    return new Entry(room, token, Optional.empty());
  }

  /** The same from this address. */
  public Entry from(InetAddress address) {
    return new Entry(room, token, identity, Optional.of(address));
  }

  /** Tells nothing of the token. */
  @Override
  public String toString() {
    return "Entry[room=%s, token=%b, identity=%s]".formatted(room, token.isPresent(), identity);
  }
}
