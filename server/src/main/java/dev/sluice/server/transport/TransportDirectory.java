package dev.sluice.server.transport;

import dev.sluice.server.ice.NetworkPath;

/**
 * How the socket layer finds a transport: by our ufrag for STUN, by path for everything else. Owned
 * by one media loop and called only on it.
 */
public interface TransportDirectory {

  /**
   * STUN requests whose USERNAME begins with {@code localUfrag} go to {@code receiver} from now on.
   */
  void register(String localUfrag, DatagramReceiver receiver);

  /** Forgets the ufrag; unknown ones are ignored. */
  void unregister(String localUfrag);

  /**
   * Datagrams other than STUN on {@code path} go to {@code receiver}: it has authenticated the
   * path.
   */
  void bind(NetworkPath path, DatagramReceiver receiver);

  /** Forgets the path if it is bound to {@code receiver}. */
  void unbind(NetworkPath path, DatagramReceiver receiver);
}
