/**
 * The ICE-lite agent (RFC 8445 section 2.5): paths, credentials, candidates. Imports stun, time.
 */
package dev.sluice.server.ice;
