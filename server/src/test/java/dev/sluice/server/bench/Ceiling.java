package dev.sluice.server.bench;

/**
 * What a C program of the same fan-out costs: one thread, one socket, 1100 bytes of payload to 50
 * subscribers with an AEAD_AES_128_GCM key each, libsrtp 2.8 on OpenSSL 3.5, sendmmsg or UDP GSO.
 * CPU nanoseconds per forwarded packet, measured on the same kind of machine (a VM with two cores
 * of an AMD Zen 5, Linux 6.18) over loopback. It forwards and does nothing else: no history, no
 * rewriting, no statistics, no timers.
 */
final class Ceiling {

  /** There is no figure of the C program for this case. */
  static final double UNKNOWN = 0;

  private static final double DROPPED = 3008;
  private static final double DROPPED_RUN_OF_4 = 1348;
  private static final double DROPPED_RUN_OF_8 = 992;
  private static final double DRAINED = 4320;

  private Ceiling() {}

  /**
   * CPU nanoseconds per forwarded packet.
   *
   * @param run datagrams in a send; those that are not 1, 4 or 8 were not measured
   */
  static double nanos(boolean drained, int run) {
    if (drained) {
      return run == 1 ? DRAINED : UNKNOWN;
    }
    return switch (run) {
      case 1 -> DROPPED;
      case 4 -> DROPPED_RUN_OF_4;
      case 8 -> DROPPED_RUN_OF_8;
      default -> UNKNOWN;
    };
  }
}
