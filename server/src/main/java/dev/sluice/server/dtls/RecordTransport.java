package dev.sluice.server.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.bouncycastle.tls.DatagramTransport;

/**
 * What bctls pulls datagrams from and pushes records to. During the handshake its thread waits here
 * for input; afterwards the loop calls bctls only when a datagram is queued, and running dry is an
 * {@link InterruptedIOException}, which is how bctls lets go without harm to the association.
 *
 * <p>bctls sends one record per call. Records are gathered and leave as few datagrams when the
 * flight is over, that is when bctls turns to wait for input.
 */
final class RecordTransport implements DatagramTransport {

  /** Sends a datagram; the array is reused after the call. */
  interface Output {
    void send(byte[] data, int off, int len);
  }

  /** What a handshake may fall behind: a few flights of fragments. */
  private static final int MAX_QUEUED = 64;

  private final Output output;
  private final int maxDatagramLength;
  private final Semaphore computing;
  private final byte[] flight;
  private int flightLength; // of the handshake's thread, then of the loop

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
  private boolean aborted;

  // Of the handshake's thread, then of the loop.
  private boolean driven;
  private boolean closed;

  /**
   * @param computing a permit of this is held by the handshake's thread, but not while it waits
   *     here
   */
  RecordTransport(Output output, int maxDatagramLength, Semaphore computing) {
    this.output = output;
    this.maxDatagramLength = maxDatagramLength;
    this.computing = computing;
    this.flight = new byte[maxDatagramLength];
  }

  /** Queues a copy of a datagram; drops it when the queue is full. Called by the loop. */
  void offer(byte[] data, int off, int len) {
    byte[] copy = new byte[len];
    System.arraycopy(data, off, copy, 0, len);
    lock.lock();
    try {
      if (queue.size() < MAX_QUEUED) {
        queue.add(copy);
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean hasInput() {
    lock.lock();
    try {
      return !queue.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Makes the handshake's thread give up. */
  void abort() {
    lock.lock();
    try {
      aborted = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean aborted() {
    lock.lock();
    try {
      return aborted;
    } finally {
      lock.unlock();
    }
  }

  /** The handshake is over: from now on the loop calls, and nothing waits. */
  void driveFromLoop() {
    driven = true;
  }

  /** True after close_notify was received or sent. */
  boolean closed() {
    return closed;
  }

  /** Sends the records gathered so far. */
  void flush() {
    if (flightLength > 0) {
      int length = flightLength;
      flightLength = 0;
      output.send(flight, 0, length);
    }
  }

  @Override
  public int getReceiveLimit() {
    return DtlsDatagram.MAX_LENGTH;
  }

  @Override
  public int getSendLimit() {
    return maxDatagramLength;
  }

  @Override
  public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
    flush();
    byte[] datagram = next(waitMillis);
    if (datagram == null) {
      return -1;
    }
    System.arraycopy(datagram, 0, buf, off, datagram.length);
    return datagram.length;
  }

  private byte[] next(int waitMillis) throws IOException {
    if (!driven) {
      awaitInput(waitMillis);
    }
    lock.lock();
    try {
      if (aborted) {
        throw new IOException("association ended");
      }
      byte[] datagram = queue.poll();
      if (datagram == null && driven) {
        throw new DrainedException();
      }
      return datagram;
    } finally {
      lock.unlock();
    }
  }

  /** Lets others compute while it waits. */
  private void awaitInput(int waitMillis) {
    computing.release();
    lock.lock();
    try {
      long remainingNanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      while (queue.isEmpty() && !aborted && remainingNanos > 0) {
        remainingNanos = arrived.awaitNanos(remainingNanos);
      }
    } catch (InterruptedException e) {
      aborted = true; // the pool shuts down
    } finally {
      lock.unlock();
    }
    computing.acquireUninterruptibly();
  }

  @Override
  public void send(byte[] buf, int off, int len) {
    if (flightLength + len > flight.length) {
      flush();
    }
    if (len > flight.length) {
      output.send(buf, off, len); // not reached while bctls keeps to the send limit
      return;
    }
    System.arraycopy(buf, off, flight, flightLength, len);
    flightLength += len;
  }

  @Override
  public void close() {
    closed = true;
  }

  /** Thrown often, so without a stack trace. */
  private static final class DrainedException extends InterruptedIOException {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
