/**
 * One BUNDLE: ICE-lite, DTLS, SRTP and the streams inside. Imports stream, congestion and below.
 */
package dev.sluice.server.transport;
