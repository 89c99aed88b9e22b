package dev.sluice.server.srtp;

/**
 * The replay window of each SSRC, in an open hash table that never shrinks and holds a bounded
 * number of entries. Looking up allocates nothing.
 */
final class SsrcTable {

  private final int maxSsrcs;
  private final int windowSize;
  private int[] ssrcs = new int[16];
  private ReplayWindow[] windows = new ReplayWindow[16];
  private int count;

  SsrcTable(int maxSsrcs, int windowSize) {
    this.maxSsrcs = maxSsrcs;
    this.windowSize = windowSize;
  }

  /** The window of this SSRC, or null if no authentic packet of it came yet. */
  ReplayWindow find(int ssrc) {
    int mask = windows.length - 1;
    for (int slot = slot(ssrc, mask); windows[slot] != null; slot = slot + 1 & mask) {
      if (ssrcs[slot] == ssrc) {
        return windows[slot];
      }
    }
    return null;
  }

  /** Adds an SSRC that {@link #find} does not know; null when the table is full. */
  ReplayWindow add(int ssrc) {
    if (count == maxSsrcs) {
      return null;
    }
    if (count * 2 >= windows.length) {
      grow();
    }
    ReplayWindow window = new ReplayWindow(windowSize);
    put(ssrc, window);
    count++;
    return window;
  }

  private void grow() {
    int[] oldSsrcs = ssrcs;
    ReplayWindow[] oldWindows = windows;
    ssrcs = new int[oldSsrcs.length * 2];
    windows = new ReplayWindow[oldSsrcs.length * 2];
    for (int i = 0; i < oldSsrcs.length; i++) {
      if (oldWindows[i] != null) {
        put(oldSsrcs[i], oldWindows[i]);
      }
    }
  }

  private void put(int ssrc, ReplayWindow window) {
    int mask = windows.length - 1;
    int slot = slot(ssrc, mask);
    while (windows[slot] != null) {
      slot = slot + 1 & mask;
    }
    ssrcs[slot] = ssrc;
    windows[slot] = window;
  }

  private static int slot(int ssrc, int mask) {
    int hash = ssrc * 0x9E3779B9; // the golden ratio spreads SSRCs that count upwards
    return (hash ^ hash >>> 16) & mask;
  }
}
