package dev.sluice.server.http.admin;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.room.RoomId;
import java.net.InetAddress;

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

  /** Whether the orders of this caller may be about a room. */
  boolean administers(RoomId room) {
    return grants.admin() && grants.rooms().includes(room);
  }
}
