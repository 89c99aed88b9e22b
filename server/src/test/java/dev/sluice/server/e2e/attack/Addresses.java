package dev.sluice.server.e2e.attack;

/** Addresses of the attacker's: the loopback network has sixteen million. */
final class Addresses {

  private static final int EACH = 250;

  private Addresses() {}

  /** The {@code i}-th. */
  static String of(int i) {
    return "127.66.%d.%d".formatted(i / EACH, 1 + i % EACH);
  }
}
