package dev.sluice.server.http;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * How many of something each client holds, up to a limit; remembers nobody who holds nothing.
 * Thread-safe.
 */
public final class ClientCounts {

  private final int most;
  private final ConcurrentMap<InetAddress, Integer> held = new ConcurrentHashMap<>();

  /**
   * @param most for each {@link ClientKey}; 0 for no limit
   */
  public ClientCounts(int most) {
    this.most = most;
  }

  /** Counts one more; false, and nothing is counted, when the client holds its most already. */
  public boolean acquire(InetAddress client) {
    if (most == 0) {
      return true;
    }
    boolean[] counted = {false};
    held.compute(
        ClientKey.of(client),
        (key, count) -> {
          int before = count == null ? 0 : count;
          counted[0] = before < most;
          return counted[0] ? Integer.valueOf(before + 1) : count;
        });
    return counted[0];
  }

  /** Counts one less; once for each {@link #acquire} that said yes. */
  public void release(InetAddress client) {
    if (most > 0) {
      held.computeIfPresent(
          ClientKey.of(client), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
  }

  /** How many clients hold something. */
  int clients() {
    return held.size();
  }
}
