/** Congestion feedback (transport-cc). Imports rtcp, bytes. */
package dev.sluice.server.congestion;
