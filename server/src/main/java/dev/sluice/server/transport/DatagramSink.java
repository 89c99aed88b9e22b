package dev.sluice.server.transport;

import dev.sluice.server.ice.NetworkPath;

/**
 * Where datagrams leave. A datagram is written in place, so that what is sealed for one receiver
 * lands back to back and equal lengths can leave as one segmented send (UDP GSO). Owned by one
 * media loop; everything is sent at the latest when the loop's read batch or tick ends.
 *
 * <pre>{@code
 * int at = sink.begin(path, maxLength);
 * int length = writeInto(sink.array(), at);
 * sink.commit(length);
 * }</pre>
 */
public interface DatagramSink {

  /**
   * Opens room for one datagram. The previous one must have been committed.
   *
   * @param maxLength at most 1500 bytes
   * @return the offset in {@link #array()} at which the datagram is to be written
   */
  int begin(NetworkPath path, int maxLength);

  /**
   * The array to write into; valid until {@link #commit}. It may be another array after each {@link
   * #begin}.
   */
  byte[] array();

  /**
   * Ends the datagram opened last.
   *
   * @param length bytes written; 0 takes the datagram back
   */
  void commit(int length);

  /** Sends one finished datagram: a copy into the sink. */
  default void send(NetworkPath path, byte[] data, int offset, int length) {
    int at = begin(path, length);
    System.arraycopy(data, offset, array(), at, length);
    commit(length);
  }
}
