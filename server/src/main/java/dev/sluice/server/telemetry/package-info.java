/**
 * Metrics rendered from the core stats snapshots, and what logs say of recordings. Imports auth,
 * events, http, room, media, signaling, transport, dtls, srtp, time and the recorder for their
 * stats and events.
 */
package dev.sluice.server.telemetry;
