package dev.sluice.server.media;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.transport.DatagramSink;

/**
 * Where a loop's datagrams are written before they leave. Consecutive datagrams to one path with
 * one length form a <em>run</em>, which the path sends at once (UDP GSO, or one write to a TCP
 * connection); only the last of a run may be shorter. They stand back to back, so that nothing is
 * moved to make a run:
 *
 * <pre>
 *   | sent earlier … | 1200 | 1200 | 1200 | 700 |            free            |
 *                    ^ runStart                 ^ end
 * </pre>
 *
 * The array is larger than a run may be, so that a run can begin anywhere; when it is used up,
 * writing starts again at its beginning. Owned by one media loop.
 */
final class EgressBuffer implements DatagramSink {

  /** The kernel's UDP_MAX_SEGMENTS before Linux 6.9. */
  static final int MAX_SEGMENTS = 64;

  /** A segmented send may not exceed one maximal IP packet with its headers. */
  static final int MAX_RUN_BYTES = 65_000;

  /** The longest datagram the sink takes. */
  static final int MAX_DATAGRAM_BYTES = 1500;

  private static final int CAPACITY = 4 * 65_536;

  private final byte[] data = new byte[CAPACITY];
  private LoopPath path;
  private int runStart;
  private int end;
  private int segments;
  private int segmentLength;
  private int openLength;

  @Override
  public int begin(NetworkPath to, int maxLength) {
    if (openLength != 0) {
      throw new IllegalStateException("the previous datagram was not committed");
    }
    if (maxLength < 1 || maxLength > MAX_DATAGRAM_BYTES) {
      throw new IllegalArgumentException("a datagram of " + maxLength + " bytes");
    }
    if (to != path) {
      sendRun();
      if (!(to instanceof LoopPath local)) {
        throw new IllegalArgumentException("not a path of this loop: " + to);
      }
      path = local;
    }
    if (segments == MAX_SEGMENTS || end + maxLength - runStart > MAX_RUN_BYTES) {
      sendRun();
    }
    if (end + maxLength > CAPACITY) {
      sendRun();
      runStart = 0;
      end = 0;
    }
    openLength = maxLength;
    return end;
  }

  @Override
  public byte[] array() {
    return data;
  }

  @Override
  public void commit(int length) {
    if (length < 0 || length > openLength) {
      throw new IllegalArgumentException(
          "committed " + length + " bytes into room for " + openLength);
    }
    openLength = 0;
    if (length == 0) {
      return;
    }
    if (segments > 0 && length > segmentLength) {
      sendRun();
    }
    if (segments == 0) {
      segmentLength = length;
    }
    segments++;
    end += length;
    if (length < segmentLength) {
      sendRun();
    }
  }

  /** Takes back a datagram that was opened and never committed: its writer threw. */
  void abandon() {
    openLength = 0;
  }

  /** Hands the present run to its socket; the caller flushes the sockets afterwards. */
  void sendRun() {
    if (segments > 0) {
      path.send(data, runStart, end - runStart, segmentLength);
      segments = 0;
      runStart = end;
    }
  }

  /** Sends the present run and forgets its path. */
  void finish() {
    sendRun();
    path = null;
    runStart = 0;
    end = 0;
  }
}
