package dev.sluice.server.media;

import java.util.EnumMap;
import java.util.Map;

/** What one loop counts. Owned by the loop; others see {@link LoopStats}. */
final class LoopCounters {

  long datagramsReceived;
  long bytesReceived;
  long batches;
  long datagramsSent;
  long bytesSent;
  long sends;
  long segmentedSends;
  long tcpDatagramsReceived;
  long tcpBytesReceived;
  long tcpDatagramsSent;
  long tcpBytesSent;
  long failures;
  private final long[] drops = new long[DatagramDrop.count()];

  /** Datagrams sent, by whatever way. */
  long sent() {
    return datagramsSent + tcpDatagramsSent;
  }

  void drop(DatagramDrop reason) {
    drops[reason.ordinal()]++;
  }

  void drop(DatagramDrop reason, int datagrams) {
    drops[reason.ordinal()] += datagrams;
  }

  Map<DatagramDrop, Long> drops() {
    Map<DatagramDrop, Long> byReason = new EnumMap<>(DatagramDrop.class);
    for (int i = 0; i < drops.length; i++) {
      byReason.put(DatagramDrop.of(i), drops[i]);
    }
    return byReason;
  }
}
