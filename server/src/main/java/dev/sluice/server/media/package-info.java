/**
 * Media loops with their sockets on Netty, UDP and TCP, and what peers are told of the addresses:
 * NAT, STUN discovery. Imports room, turn and below.
 */
package dev.sluice.server.media;
