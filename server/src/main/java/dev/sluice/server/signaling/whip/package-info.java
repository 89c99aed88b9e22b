/** WHIP, RFC 9725: publishers by HTTP. Imports signaling.wish and what that imports. */
package dev.sluice.server.signaling.whip;
