/** STUN messages on the wire (RFC 8489). Imports bytes. */
package dev.sluice.server.stun;
