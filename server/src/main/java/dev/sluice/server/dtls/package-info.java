/**
 * DTLS 1.2 with use_srtp behind a port that never blocks its caller. Imports srtp for the
 * negotiated keys, and bytes.
 */
package dev.sluice.server.dtls;
