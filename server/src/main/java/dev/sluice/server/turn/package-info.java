/** The client's side of TURN as far as trying a server needs it (RFC 8656). Imports stun. */
package dev.sluice.server.turn;
