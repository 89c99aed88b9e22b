/** RTCP packets (RFC 3550, RFC 4585, RFC 5104, transport-cc). Imports bytes. */
package dev.sluice.server.rtcp;
