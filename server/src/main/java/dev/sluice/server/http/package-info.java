/**
 * The HTTP server, its routes and static pages on Netty. Imports config, telemetry and below, and
 * the port of the recorder.
 */
package dev.sluice.server.http;
