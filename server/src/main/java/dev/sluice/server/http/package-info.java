/** The HTTP server, its routes and static pages on Netty. Imports config, telemetry and below. */
package dev.sluice.server.http;
