/**
 * SRTP and SRTCP (RFC 3711, RFC 7714): contexts, key derivation, cipher providers. Imports bytes.
 */
package dev.sluice.server.srtp;
