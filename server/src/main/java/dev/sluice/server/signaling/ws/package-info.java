/** The WebSocket face of signaling on Netty. Imports signaling, http. */
package dev.sluice.server.signaling.ws;
