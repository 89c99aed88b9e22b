package dev.sluice.server.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * What clients are counted by: the IPv4 address, or the /64 of the IPv6 address, since a single
 * host can use all of one.
 */
public final class ClientKey {

  private static final int PREFIX_BYTES = 8;

  private ClientKey() {}

  /** The key of a client. */
  public static InetAddress of(InetAddress client) {
    if (!(client instanceof Inet6Address)) {
      return client;
    }
    byte[] address = client.getAddress();
    Arrays.fill(address, PREFIX_BYTES, address.length, (byte) 0);
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("16 bytes are an address", e);
    }
  }
}
