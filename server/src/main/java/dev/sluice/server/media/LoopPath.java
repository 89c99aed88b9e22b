package dev.sluice.server.media;

import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.transport.DatagramReceiver;

/** A path of one loop: where its datagrams leave, and who gets what comes in. */
abstract class LoopPath implements NetworkPath {

  /** Who gets what comes in here; null while the path is not bound. Kept by the table. */
  DatagramReceiver receiver;

  /**
   * Sends a run: {@code data[offset, offset + length)} cut into datagrams of {@code segmentLength}
   * bytes, the last of which may be shorter. Copied; leaves when the loop flushes.
   */
  abstract void send(byte[] data, int offset, int length, int segmentLength);

  /**
   * Takes the path into its socket's memory.
   *
   * @return the path that was remembered for the same 5-tuple, which may be this one; or null
   */
  abstract LoopPath remember();

  /** Takes the path out of its socket's memory; false if it was not there. */
  abstract boolean forget();

  @Override
  public String toString() {
    return local() + " <- " + remote();
  }
}
