/** Session descriptions as values, their parser and writer (RFC 8866). Imports nothing of ours. */
package dev.sluice.server.sdp;
