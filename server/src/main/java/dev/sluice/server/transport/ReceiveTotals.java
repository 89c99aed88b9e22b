package dev.sluice.server.transport;

/** Sums what encodings have counted. */
final class ReceiveTotals {

  private long packets;
  private long bytes;
  private long lost;
  private long nacksSent;
  private long retransmissions;
  private long keyframeRequests;

  ReceiveTotals() {}

  /** Begins with another sum. */
  ReceiveTotals(ReceiveTotals other) {
    packets = other.packets;
    bytes = other.bytes;
    lost = other.lost;
    nacksSent = other.nacksSent;
    retransmissions = other.retransmissions;
    keyframeRequests = other.keyframeRequests;
  }

  void add(EncodingReceiver encoding) {
    packets += encoding.packets();
    bytes += encoding.bytes();
    lost += encoding.statistics().reportedLost();
    nacksSent += encoding.nacksSent();
    retransmissions += encoding.retransmissionsReceived();
    keyframeRequests += encoding.keyframeRequests();
  }

  long packets() {
    return packets;
  }

  long bytes() {
    return bytes;
  }

  long lost() {
    return lost;
  }

  long nacksSent() {
    return nacksSent;
  }

  long retransmissions() {
    return retransmissions;
  }

  long keyframeRequests() {
    return keyframeRequests;
  }
}
