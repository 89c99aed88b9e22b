/**
 * A server that people come to and leave for an hour, in every orderly and disorderly way, and is
 * then asked whether it has kept anything: heap, descriptors, threads, metric series, files. The
 * server is a process of its own; peers of ours, with real ICE, DTLS and SRTP, come from here.
 */
package dev.sluice.server.e2e.soak;
