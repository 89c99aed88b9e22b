package dev.sluice.server.dtls;

import java.time.Duration;

/**
 * Bounds of the handshakes of a process.
 *
 * @param handshakeTimeout from {@link DtlsEngine#start} until the handshake must be over
 * @param firstRetransmit how long a flight waits for its answer; doubles with each try
 * @param maxConcurrentHandshakes threads: each handshake under way has one, which nearly always
 *     waits for the peer
 * @param maxComputingHandshakes how many of them may compute at the same time
 * @param maxWaitingHandshakes how many more may wait for a thread before new ones are refused
 * @param maxDatagramLength bytes of the datagrams we send
 */
public record DtlsOptions(
    Duration handshakeTimeout,
    Duration firstRetransmit,
    int maxConcurrentHandshakes,
    int maxComputingHandshakes,
    int maxWaitingHandshakes,
    int maxDatagramLength) {

  /**
   * 20 s, 100 ms, 256 handshakes of which max(4, 4 x cores) compute, 1024 waiting, 1200 bytes. The
   * retransmission timer is that of LiveKit: STUN proved the path, so a lost flight should not cost
   * the second of RFC 6347.
   */
  public static DtlsOptions defaults() {
    int computing = Math.max(4, 4 * Runtime.getRuntime().availableProcessors());
    return new DtlsOptions(
        Duration.ofSeconds(20), Duration.ofMillis(100), 256, computing, 1024, 1200);
  }
}
