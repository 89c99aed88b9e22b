package dev.sluice.server.dtls;

import dev.sluice.server.srtp.SrtpKeys;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;

/**
 * One association of bctls. Its handshake is written as blocking code and gets a thread of the
 * factory's pool; a server waits for the first datagram before it asks for one. When the handshake
 * is over the thread leaves, and the loop calls bctls for each datagram that still comes.
 *
 * <pre>
 *   IDLE --start, client------------------> HANDSHAKING --keys--> CONNECTED
 *   IDLE --start, server--> AWAITING_HELLO --datagram--^
 *   any  --close, failure, close_notify--> ENDED
 * </pre>
 */
final class BcDtlsEngine implements DtlsEngine {

  /**
   * What a handshake may take on its thread while others wait for one. It takes well below a second
   * on a bad link; peers that never finish theirs must not keep everybody else out.
   */
  private static final long CROWDED_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private enum State {
    IDLE,
    AWAITING_HELLO,
    HANDSHAKING,
    CONNECTED,
    ENDED
  }

  private final DtlsRole role;
  private final BcDtlsEngineFactory factory;
  private final Executor loop;
  private final Listener listener;
  private final SrtpNegotiation negotiation;
  private final RecordTransport transport;

  // Owned by the loop.
  private State state = State.IDLE;
  private boolean clockStarted;
  private long startNanos;
  private DTLSTransport association;
  private boolean threadClockStarted;
  private long onThreadSinceNanos;

  private volatile boolean onThread;

  BcDtlsEngine(
      DtlsRole role,
      SrtpNegotiation negotiation,
      BcDtlsEngineFactory factory,
      Executor loop,
      Listener listener) {
    this.role = role;
    this.negotiation = negotiation;
    this.factory = factory;
    this.loop = loop;
    this.listener = listener;
    this.transport =
        new RecordTransport(this::send, factory.options().maxDatagramLength(), factory.computing());
  }

  @Override
  public void start() {
    if (state != State.IDLE) {
      return;
    }
    state = State.AWAITING_HELLO;
    if (role == DtlsRole.CLIENT || transport.hasInput()) {
      handshake();
    }
  }

  @Override
  public void receive(byte[] data, int off, int len) {
    if (state == State.ENDED || !DtlsDatagram.acceptable(data, off, len)) {
      return;
    }
    transport.offer(data, off, len);
    if (state == State.AWAITING_HELLO) {
      handshake();
    } else if (state == State.CONNECTED) {
      drive();
    }
  }

  @Override
  public void onTick(long nowNanos) {
    if (state != State.AWAITING_HELLO && state != State.HANDSHAKING) {
      return;
    }
    if (!clockStarted) {
      clockStarted = true;
      startNanos = nowNanos;
    } else if (nowNanos - startNanos >= factory.options().handshakeTimeout().toNanos()) {
      giveUp();
    } else if (onThread && !threadClockStarted) {
      threadClockStarted = true;
      onThreadSinceNanos = nowNanos;
    } else if (onThread
        && nowNanos - onThreadSinceNanos >= CROWDED_TIMEOUT_NANOS
        && factory.crowded()) {
      giveUp();
    }
  }

  private void giveUp() {
    transport.abort();
    fail(DtlsFailure.TIMED_OUT);
  }

  @Override
  public void close() {
    if (state == State.CONNECTED) {
      state = State.ENDED;
      try {
        association.close();
      } catch (IOException e) {
        // nobody to tell: the association is over either way
      }
      transport.flush();
    } else if (state != State.ENDED) {
      state = State.ENDED;
      transport.abort();
    }
  }

  private void handshake() {
    state = State.HANDSHAKING;
    try {
      factory.execute(this::runHandshake);
    } catch (RejectedExecutionException e) {
      post(() -> fail(DtlsFailure.OVERLOADED));
    }
  }

  /** On a thread of the pool. */
  private void runHandshake() {
    if (transport.aborted()) {
      return; // ended while it waited in line
    }
    onThread = true;
    Semaphore computing = factory.computing();
    computing.acquireUninterruptibly();
    try {
      DTLSTransport connected = role == DtlsRole.CLIENT ? connect() : accept();
      transport.flush();
      transport.driveFromLoop();
      post(() -> connected(connected));
    } catch (IOException | RuntimeException e) {
      transport.flush();
      DtlsFailure reason = reasonOf(e);
      post(() -> fail(reason));
    } finally {
      computing.release();
    }
  }

  private DTLSTransport connect() throws IOException {
    return new DTLSClientProtocol()
        .connect(
            new SrtpTlsClient(
                factory.cryptos(), factory.certificate(), factory.options(), negotiation),
            transport);
  }

  private DTLSTransport accept() throws IOException {
    return new DTLSServerProtocol()
        .accept(
            new SrtpTlsServer(
                factory.cryptos(), factory.certificate(), factory.options(), negotiation),
            transport);
  }

  private DtlsFailure reasonOf(Exception e) {
    if (e instanceof TlsTimeoutException) {
      return DtlsFailure.TIMED_OUT;
    }
    if (e instanceof TlsFatalAlertReceived) {
      return DtlsFailure.ALERT_RECEIVED;
    }
    return negotiation.failure();
  }

  /**
   * Hands a datagram to the listener: at once on the loop, through its queue from the handshake.
   */
  private void send(byte[] data, int off, int len) {
    if (association != null) {
      listener.onDtlsOutput(data, off, len);
      return;
    }
    byte[] copy = Arrays.copyOfRange(data, off, off + len);
    post(
        () -> {
          if (state != State.ENDED) {
            listener.onDtlsOutput(copy, 0, copy.length);
          }
        });
  }

  private void post(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // the loop is gone, and the transport with it
    }
  }

  private void connected(DTLSTransport connected) {
    if (state != State.HANDSHAKING) {
      return;
    }
    association = connected;
    state = State.CONNECTED;
    SrtpKeys keys = negotiation.keys();
    listener.onDtlsConnected(keys);
    if (state == State.CONNECTED) {
      drive();
    }
  }

  /**
   * Lets bctls process what is queued: it answers a repeated last flight, takes alerts, and
   * application data is dropped, since no data channel is ever negotiated.
   */
  private void drive() {
    byte[] applicationData = new byte[DtlsDatagram.MAX_LENGTH];
    try {
      while (!transport.closed()) {
        association.receive(applicationData, 0, applicationData.length, 1);
      }
    } catch (InterruptedIOException drained) {
      // all queued datagrams are processed
    } catch (TlsFatalAlertReceived e) {
      fail(DtlsFailure.ALERT_RECEIVED);
      return;
    } catch (IOException e) {
      transport.flush();
      fail(DtlsFailure.PROTOCOL_ERROR);
      return;
    }
    transport.flush();
    if (transport.closed() && state == State.CONNECTED) {
      state = State.ENDED;
      listener.onDtlsClosed();
    }
  }

  private void fail(DtlsFailure reason) {
    if (state != State.ENDED) {
      state = State.ENDED;
      listener.onDtlsFailed(reason);
    }
  }
}
