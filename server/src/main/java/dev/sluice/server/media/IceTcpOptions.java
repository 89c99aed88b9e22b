package dev.sluice.server.media;

import java.util.OptionalInt;

/**
 * How peers that cannot use UDP come in: ICE-TCP, RFC 6544.
 *
 * @param port where all loops listen together; 0 takes any free one, for tests; empty: nowhere
 * @param publicPort the port in front of it at public addresses, or 0 when it is the same
 * @param http whether the HTTP port takes such connections too
 * @param httpPublicPort the port in front of HTTP's, likewise
 */
public record IceTcpOptions(OptionalInt port, int publicPort, HttpPort http, int httpPublicPort) {

  /** The port when nothing is configured. */
  public static final int DEFAULT_PORT = 7881;

  /** No TCP. */
  public static final IceTcpOptions OFF =
      new IceTcpOptions(OptionalInt.empty(), 0, HttpPort.APART, 0);

  private static final int MAX_PORT = 65_535;

  /** What the HTTP port is for. */
  public enum HttpPort {
    /** HTTP alone. */
    APART,
    /** Media too. */
    SHARED
  }

  /** Rejects values outside their ranges with {@link IllegalArgumentException}. */
  public IceTcpOptions {
    requirePort(port.orElse(0));
    requirePort(publicPort);
    requirePort(httpPublicPort);
  }

  private static void requirePort(int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("no such TCP port: " + port);
    }
  }

  /** A port of their own, 0 for any free one, and nothing else. */
  public static IceTcpOptions onPort(int port) {
    return new IceTcpOptions(OptionalInt.of(port), 0, HttpPort.APART, 0);
  }

  /** The HTTP port and nothing else. */
  public static IceTcpOptions sharingHttp() {
    return new IceTcpOptions(OptionalInt.empty(), 0, HttpPort.SHARED, 0);
  }
}
