package dev.sluice.server.media;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Limits how many TCP connections there are that have not yet proved to belong to a transport, in
 * all and from one address; IPv6 addresses count by their /64, which one host has to itself.
 * Thread-safe.
 */
final class IntakeGate {

  /** Each holds a few kilobytes. */
  static final int MAX_CONNECTIONS = 1024;

  /** A household or office behind one address that joins a meeting at the same second. */
  static final int MAX_FROM_ONE_ADDRESS = 64;

  private static final int IPV6_NETWORK_BYTES = 8;

  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

  /** A place for one connection, or nothing when there are too many. */
  Optional<Ticket> enter(InetAddress address) {
    InetAddress network = network(address);
    if (total.incrementAndGet() > MAX_CONNECTIONS) {
      total.decrementAndGet();
      return Optional.empty();
    }
    if (byAddress.merge(network, 1, Integer::sum) > MAX_FROM_ONE_ADDRESS) {
      leave(network);
      return Optional.empty();
    }
    return Optional.of(new Ticket(network));
  }

  /** How many are inside. */
  int inside() {
    return total.get();
  }

  private void leave(InetAddress network) {
    byAddress.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
    total.decrementAndGet();
  }

  private static InetAddress network(InetAddress address) {
    if (!(address instanceof Inet6Address)) {
      return address;
    }
    byte[] bytes = address.getAddress();
    Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("16 bytes are an address", e);
    }
  }

  /** The right to be unproven, given back once: when the connection has proved itself or closed. */
  final class Ticket {

    private final InetAddress network;
    private final AtomicBoolean returned = new AtomicBoolean();

    private Ticket(InetAddress network) {
      this.network = network;
    }

    void giveBack() {
      if (returned.compareAndSet(false, true)) {
        leave(network);
      }
    }
  }
}
