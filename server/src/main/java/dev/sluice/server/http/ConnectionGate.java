package dev.sluice.server.http;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Lets connections in: as many as the server holds, and of one client as many as are its share.
 * Trusted proxies bring many clients and have no share of their own. Thread-safe.
 */
// what becomes of a connection is told to its listener
@SuppressWarnings("FutureReturnValueIgnored")
final class ConnectionGate {

  private final int most;
  private final ChannelGroup connections;
  private final ClientCounts ofClients;
  private final ClientAddresses addresses;
  private final HttpCounters counters;

  /**
   * @param connections those that are open
   */
  ConnectionGate(
      HttpLimits.Counts counts,
      ChannelGroup connections,
      ClientAddresses addresses,
      HttpCounters counters) {
    this.most = counts.connections();
    this.connections = connections;
    this.ofClients = new ClientCounts(counts.connectionsPerClient());
    this.addresses = addresses;
    this.counters = counters;
  }

  /** Counts a connection until it closes; false when it is one too many. */
  boolean admits(Channel channel) {
    if (connections.size() >= most) {
      counters.rejected(HttpRejection.TOO_MANY_CONNECTIONS);
      return false;
    }
    if (channel.remoteAddress() instanceof InetSocketAddress peer
        && !addresses.trusted(peer.getAddress())) {
      InetAddress client = peer.getAddress();
      if (!ofClients.acquire(client)) {
        counters.rejected(HttpRejection.TOO_MANY_CONNECTIONS_OF_CLIENT);
        return false;
      }
      channel.closeFuture().addListener(closed -> ofClients.release(client));
    }
    connections.add(channel);
    return true;
  }
}
