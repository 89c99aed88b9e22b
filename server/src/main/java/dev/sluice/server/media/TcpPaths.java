package dev.sluice.server.media;

import java.util.ArrayList;
import java.util.List;

/**
 * The TCP connections of one loop: which are open, which have something to flush, and which are to
 * be closed when that is done. Owned by one media loop.
 */
final class TcpPaths {

  private final byte[] piece = new byte[TcpPath.READ_BYTES];
  private final List<TcpPath> open = new ArrayList<>();
  private final List<TcpPath> unflushed = new ArrayList<>();
  private final List<TcpPath> closing = new ArrayList<>();

  /** What one read brings is copied here. */
  byte[] piece() {
    return piece;
  }

  void add(TcpPath path) {
    open.add(path);
  }

  void remove(TcpPath path) {
    open.remove(path);
  }

  int size() {
    return open.size();
  }

  void flushSoon(TcpPath path) {
    unflushed.add(path);
  }

  void closeSoon(TcpPath path) {
    closing.add(path);
  }

  void onTick(long nowNanos) {
    for (int i = 0; i < open.size(); i++) {
      open.get(i).onTick(nowNanos);
    }
  }

  /** Flushes and closes what asked for it; closing is told later, not during this call. */
  void finish() {
    for (int i = 0; i < unflushed.size(); i++) {
      unflushed.get(i).onFlush();
    }
    unflushed.clear();
    for (int i = 0; i < closing.size(); i++) {
      var unused = closing.get(i).channel().close();
    }
    closing.clear();
  }

  /** Closes all; they are told one after the other. */
  void closeAll() {
    closing.addAll(open);
    finish();
  }
}
