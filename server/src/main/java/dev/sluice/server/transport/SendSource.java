package dev.sluice.server.transport;

/**
 * The stream the server sends in one m-section. It is chosen once, when the m-section first sends,
 * and stays for the session: sources are swapped inside it.
 *
 * @param ssrc the media stream's SSRC, as declared in the answer
 * @param rtxSsrc the retransmission stream's SSRC, or 0 when no format has RTX
 * @param cname the RTCP CNAME, the same for all streams of a session
 */
public record SendSource(int ssrc, int rtxSsrc, String cname) {}
