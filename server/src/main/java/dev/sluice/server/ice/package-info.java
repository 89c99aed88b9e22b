/**
 * The ICE-lite agent (RFC 8445 section 2.5): paths, credentials, candidates. Imports stun, bytes.
 */
package dev.sluice.server.ice;
