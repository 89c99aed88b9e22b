/** RTP packets, header extensions and payload formats (RFC 3550, RFC 8285). Imports bytes. */
package dev.sluice.server.rtp;
