/** Media loops and their UDP sockets on Netty. Imports room and below. */
package dev.sluice.server.media;
