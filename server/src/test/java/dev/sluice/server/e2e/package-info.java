/**
 * Real browsers and native WebRTC peers against a whole server. Tagged {@code e2e}; what a machine
 * cannot run is skipped and says so.
 */
package dev.sluice.server.e2e;
