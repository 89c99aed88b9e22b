/**
 * Session descriptions and their fragments as values, with parser and writer (RFC 8866, RFC 8840).
 * Imports nothing of ours.
 */
package dev.sluice.server.sdp;
