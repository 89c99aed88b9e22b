/**
 * Metrics rendered from the core stats snapshots. Imports room, media, signaling and dtls for their
 * stats.
 */
package dev.sluice.server.telemetry;
