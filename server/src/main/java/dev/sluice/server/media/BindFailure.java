package dev.sluice.server.media;

import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.regex.Pattern;

/** Why an address cannot be listened on, in words for who has to change it. */
public final class BindFailure {

  private static final int FIRST_ORDINARY_PORT = 1024;

  /** How Netty's native sockets begin what the operating system says. */
  private static final Pattern NETTY_PREFIX =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private BindFailure() {}

  /** What the operating system says, and what to do about it; without a full stop. */
  public static String reason(InetSocketAddress address, Throwable cause) {
    if (address.isUnresolved() || cause instanceof UnresolvedAddressException) {
      return "the name " + address.getHostString() + " is not known";
    }
    String said = plain(cause);
    return said + advice(said, address);
  }

  private static String advice(String said, InetSocketAddress address) {
    if (said.contains("Address already in use")) {
      return "; ss -lntup says by which program";
    }
    if (said.contains("Permission denied") && address.getPort() < FIRST_ORDINARY_PORT) {
      return "; a port below 1024 needs the capability CAP_NET_BIND_SERVICE (systemd:"
          + " AmbientCapabilities) or a lower net.ipv4.ip_unprivileged_port_start";
    }
    if (said.contains("Cannot assign requested address")) {
      return "; no interface of this machine has it";
    }
    if (said.contains("Too many open files")) {
      return "; raise the limit of open files (ulimit -n, LimitNOFILE)";
    }
    return "";
  }

  /** What the operating system says. */
  static String plain(Throwable cause) {
    return NETTY_PREFIX.matcher(String.valueOf(cause.getMessage())).replaceFirst("");
  }
}
