/**
 * What WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep) share: sessions that are HTTP resources. One
 * thread owns them all; no Netty. Imports http, signaling, negotiation, room.
 */
package dev.sluice.server.signaling.wish;
