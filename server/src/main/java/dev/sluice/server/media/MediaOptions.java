package dev.sluice.server.media;

import java.net.InetAddress;
import java.util.List;

/**
 * How the media loops meet the network.
 *
 * @param udpPort the first loop's UDP port; loop i listens on {@code udpPort + i}. 0 takes any free
 *     ports, for tests
 * @param loops how many loops (each one thread), 1 to 1024
 * @param bindAddresses the local addresses to listen on; empty means every address of every
 *     interface that is up, without link-local ones
 * @param nat what lies between us and our peers
 * @param socketBufferBytes wanted size of each socket's kernel buffers, each way
 * @param transport which sockets
 * @param segmentation whether equal datagrams to one peer leave as one send
 * @param tcp whether and where peers may come over TCP
 */
public record MediaOptions(
    int udpPort,
    int loops,
    List<InetAddress> bindAddresses,
    NatOptions nat,
    int socketBufferBytes,
    Transport transport,
    Segmentation segmentation,
    IceTcpOptions tcp) {

  /** The port when nothing is configured. */
  public static final int DEFAULT_UDP_PORT = 7882;

  /** A second of 32 Mbit/s: what a loop may miss during a long garbage collection. */
  public static final int DEFAULT_SOCKET_BUFFER_BYTES = 4 << 20;

  private static final int MAX_PORT = 65_535;
  private static final int MAX_LOOPS = 1024;
  private static final int MIN_SOCKET_BUFFER_BYTES = 2048;

  /** Which sockets the loops use. */
  public enum Transport {
    /** Linux's own when it loads, else the JDK's. */
    AUTO,
    /** The JDK's, which run anywhere. */
    NIO
  }

  /** Whether equal datagrams to one peer leave as one send (UDP GSO). */
  public enum Segmentation {
    /** When a test at start shows that it works. */
    AUTO,
    OFF
  }

  /** Rejects values outside their ranges with {@link IllegalArgumentException}. */
  public MediaOptions {
    bindAddresses = List.copyOf(bindAddresses);
    if (loops < 1 || loops > MAX_LOOPS) {
      throw new IllegalArgumentException("loops must be 1 to " + MAX_LOOPS + ", not " + loops);
    }
    if (udpPort < 0 || udpPort + (loops - 1) > MAX_PORT) {
      throw new IllegalArgumentException(
          "UDP ports " + udpPort + " to " + (udpPort + loops - 1) + " do not all exist");
    }
    if (nat.udpPort() < 0 || nat.udpPort() + (loops - 1) > MAX_PORT) {
      throw new IllegalArgumentException(
          "public UDP ports from " + nat.udpPort() + " on do not all exist");
    }
    if (socketBufferBytes < MIN_SOCKET_BUFFER_BYTES) {
      throw new IllegalArgumentException("a socket buffer needs some room: " + socketBufferBytes);
    }
  }

  /** Without TCP. */
  public MediaOptions(
      int udpPort,
      int loops,
      List<InetAddress> bindAddresses,
      NatOptions nat,
      int socketBufferBytes,
      Transport transport,
      Segmentation segmentation) {
    this(
        udpPort,
        loops,
        bindAddresses,
        nat,
        socketBufferBytes,
        transport,
        segmentation,
        IceTcpOptions.OFF);
  }

  /** The same behind another NAT. */
  public MediaOptions withNat(NatOptions other) {
    return new MediaOptions(
        udpPort, loops, bindAddresses, other, socketBufferBytes, transport, segmentation, tcp);
  }

  /** The same with other ways in over TCP. */
  public MediaOptions withTcp(IceTcpOptions other) {
    return new MediaOptions(
        udpPort, loops, bindAddresses, nat, socketBufferBytes, transport, segmentation, other);
  }

  /** Every local address, the default UDP ports, one loop for each core, no TCP. */
  public static MediaOptions defaults() {
    return new MediaOptions(
        DEFAULT_UDP_PORT,
        Math.max(1, Runtime.getRuntime().availableProcessors()),
        List.of(),
        NatOptions.NONE,
        DEFAULT_SOCKET_BUFFER_BYTES,
        Transport.AUTO,
        Segmentation.AUTO);
  }
}
