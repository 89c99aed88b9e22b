package dev.sluice.server.dtls;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.TlsClient;
import org.bouncycastle.tls.TlsPeer;
import org.bouncycastle.tls.TlsServer;

/** A peer that shakes hands as the test tells it to, with a thread of its own. */
final class RawPeer implements DtlsEngine {

  private final TlsPeer peer;
  private final RecordTransport transport;
  private final DtlsLink link;
  private final SrtpNegotiation negotiation;
  private final Listener listener;

  RawPeer(TlsPeer peer, SrtpNegotiation negotiation, DtlsLink link, Listener listener) {
    this.peer = peer;
    this.negotiation = negotiation;
    this.link = link;
    this.listener = listener;
    this.transport = new RecordTransport(this::send, 1200, new Semaphore(1));
  }

  private void send(byte[] data, int off, int len) {
    byte[] copy = new byte[len];
    System.arraycopy(data, off, copy, 0, len);
    link.post(() -> listener.onDtlsOutput(copy, 0, copy.length));
  }

  @Override
  public void start() {
    Thread thread = new Thread(this::run, "raw-peer");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      if (peer instanceof TlsClient client) {
        new DTLSClientProtocol().connect(client, transport);
      } else {
        new DTLSServerProtocol().accept((TlsServer) peer, transport);
      }
      transport.flush();
      link.post(() -> listener.onDtlsConnected(negotiation.keys()));
    } catch (IOException | RuntimeException e) {
      transport.flush();
      link.post(() -> listener.onDtlsFailed(negotiation.failure()));
    }
  }

  @Override
  public void receive(byte[] data, int off, int len) {
    transport.offer(data, off, len);
  }

  @Override
  public void onTick(long nowNanos) {}

  @Override
  public void close() {
    transport.abort();
  }
}
