/** Metrics rendered from the core stats snapshots. Imports room and media for their stats. */
package dev.sluice.server.telemetry;
