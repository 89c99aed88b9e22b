package dev.sluice.server.transport;

import dev.sluice.server.ice.NetworkPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Media that comes before the keys with which to open it. The side that ends the handshake sends at
 * once, while the other still computes; what comes first is the keyframe, and a publisher that
 * ignores requests makes the next one seconds later.
 *
 * <p>Takes a bounded number of packets, over paths that a check has validated, as long as the
 * handshake lasts. Owned by the transport's media loop.
 */
final class EarlyPackets {

  /** A keyframe of 150 kB. */
  static final int MAX_PACKETS = 128;

  /** A datagram of its own array. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Early(NetworkPath path, byte[] data, long arrivalNanos) {}

  private List<Early> kept = new ArrayList<>();

  /** Keeps a copy of data[offset, offset+length); false when there are too many already. */
  boolean keep(NetworkPath path, byte[] data, int offset, int length, long nowNanos) {
    if (kept.size() >= MAX_PACKETS) {
      return false;
    }
    return kept.add(new Early(path, Arrays.copyOfRange(data, offset, offset + length), nowNanos));
  }

  /** What was kept, in order of arrival; it is forgotten here. */
  List<Early> take() {
    List<Early> taken = kept;
    kept = new ArrayList<>();
    return taken;
  }
}
