/**
 * Metrics rendered from the core stats snapshots. Imports room, media, signaling, dtls and srtp for
 * their stats.
 */
package dev.sluice.server.telemetry;
