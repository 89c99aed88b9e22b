/**
 * Publishers by WHIP and viewers by WHEP that are not ours, against a whole server. {@code
 * PublisherKind} and {@code ViewerKind} list them; those that are programs of their own are in
 * {@code src/test/peers} and speak JSON lines, read by {@code PeerProgram}.
 */
package dev.sluice.server.e2e.wish;
