package dev.sluice.server.ice;

import java.net.InetSocketAddress;

/** What the agent knows about one validated path. */
final class PathState {

  private final NetworkPath path;
  private final byte[] remoteIp;
  private final int remotePort;
  private int generation = -1;
  private long lastAuthenticatedNanos;
  private long lastTrafficNanos;
  private boolean carriedTraffic;

  PathState(NetworkPath path, long nowNanos) {
    this.path = path;
    InetSocketAddress remote = path.remote();
    remoteIp = remote.getAddress().getAddress();
    remotePort = remote.getPort();
    lastAuthenticatedNanos = nowNanos;
  }

  NetworkPath path() {
    return path;
  }

  byte[] remoteIp() {
    return remoteIp;
  }

  int remotePort() {
    return remotePort;
  }

  /** The newest credentials with which the path was validated: 0, and one more per ICE restart. */
  int generation() {
    return generation;
  }

  void onCheck(int checkGeneration, long nowNanos) {
    generation = Math.max(generation, checkGeneration);
    lastAuthenticatedNanos = nowNanos;
  }

  void onTraffic(long nowNanos) {
    lastAuthenticatedNanos = nowNanos;
    lastTrafficNanos = nowNanos;
    carriedTraffic = true;
  }

  long lastAuthenticatedNanos() {
    return lastAuthenticatedNanos;
  }

  /** True when nothing authenticated came for {@code nanos}. */
  boolean silentFor(long nanos, long nowNanos) {
    return nowNanos - lastAuthenticatedNanos >= nanos;
  }

  /** True when no DTLS or SRTP came for {@code nanos}, or ever. */
  boolean idleFor(long nanos, long nowNanos) {
    return !carriedTraffic || nowNanos - lastTrafficNanos >= nanos;
  }
}
