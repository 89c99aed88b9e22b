/**
 * Participants made of real libwebrtc (webrtc-java), each in a process of its own because a failed
 * native check ends the process. {@code PeerMain} and what it uses run there; {@code NativePeer} is
 * what tests see of it, {@code PeerProcess} the pipe between them.
 */
package dev.sluice.server.e2e.libwebrtc;
