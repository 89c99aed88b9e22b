/**
 * Sessions between a client and a room, independent of the wire. Imports negotiation, room, the
 * protocol module, and the port of the recorder.
 */
package dev.sluice.server.signaling;
