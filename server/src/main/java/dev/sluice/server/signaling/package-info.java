/**
 * Sessions between a client and a room, independent of the wire. Imports negotiation, room, the
 * protocol module.
 */
package dev.sluice.server.signaling;
