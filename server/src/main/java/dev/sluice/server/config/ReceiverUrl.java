package dev.sluice.server.config;

import dev.sluice.server.media.AddressScope;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.regex.Pattern;

/** Where this server may post to: in the clear only to what is near. */
final class ReceiverUrl {

  static final String ALLOWED = "https://, or http:// to localhost or to a private address";

  /** An address, never a name: what a name leads to can change. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9A-Fa-f:.]+\\]");

  private ReceiverUrl() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is none, or not {@link #ALLOWED}
   */
  static URI parse(String text) {
    URI url = URI.create(text);
    Values.require(
        url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null);
    Values.require(
        "https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && isNear(url.getHost())));
    return url;
  }

  /** Whether what is sent there stays in this machine or in the operator's own network. */
  private static boolean isNear(String host) {
    if (!ADDRESS.matcher(host).matches()) {
      return host.equals("localhost");
    }
    AddressScope scope =
        AddressScope.of(new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), 1).getAddress());
    return scope == AddressScope.LOOPBACK || scope == AddressScope.PRIVATE;
  }
}
