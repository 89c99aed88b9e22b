package dev.sluice.server.http.admin;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import java.net.InetAddress;
import java.time.Instant;

/**
 * Who gives an order.
 *
 * @param from the client's address
 */
record Caller(Grants grants, InetAddress from) {

  /** An event of this caller's doing, so far done. */
  AuditEvent did(AuditEvent.Action action) {
    return AuditEvent.of(action, grants.holder()).from(from);
  }

  /** Keeps somebody out of a room that this caller administers, as far as its share allows. */
  DenyList.Outcome bar(DenyList denied, RoomId room, ParticipantId participant, Instant until) {
    return grants.isOperator()
        ? denied.bar(room, participant, until)
        : denied.barWithinShare(room, participant, until);
  }

  /** Whether the orders of this caller may be about a room. */
  boolean administers(RoomId room) {
    return grants.admin() && grants.rooms().includes(room);
  }
}
