package dev.sluice.server.srtp;

/**
 * Bounds of one receiving direction.
 *
 * @param maxSsrcs how many SSRCs a peer may send from in one session, counted apart for RTP and
 *     RTCP. An SSRC is never forgotten, since that would forget its ROC and replay window too, so
 *     the bound is generous: every republished simulcast track brings six
 * @param rtpReplayWindow packets, a power of two of at least 64. Peers without RTX (OBS, FFmpeg)
 *     retransmit under the original sequence number, hence 1024: a second at 1000 packets/s
 * @param rtcpReplayWindow packets, a power of two of at least 64
 */
public record SrtpOptions(int maxSsrcs, int rtpReplayWindow, int rtcpReplayWindow) {

  public SrtpOptions {
    if (maxSsrcs < 1 || maxSsrcs > 1 << 16) {
      throw new IllegalArgumentException("maxSsrcs " + maxSsrcs);
    }
    ReplayWindow.checkSize(rtpReplayWindow);
    ReplayWindow.checkSize(rtcpReplayWindow);
  }

  /** 512 SSRCs, windows of 1024 RTP and 128 RTCP packets. */
  public static SrtpOptions defaults() {
    return new SrtpOptions(512, 1024, 128);
  }
}
