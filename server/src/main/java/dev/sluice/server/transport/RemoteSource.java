package dev.sluice.server.transport;

/**
 * An SSRC the peer declared with {@code a=ssrc}, RFC 5576.
 *
 * @param ssrc the media stream
 * @param rtxSsrc its FID partner, or 0 when none was declared
 */
public record RemoteSource(int ssrc, int rtxSsrc) {}
