package dev.sluice.server.dtls;

import dev.sluice.server.srtp.SrtpKeys;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A handshake between two engines of one factory, with the calling thread as their loop. */
final class SelfHandshake {

  /** Nothing is lost on the way; a machine that does many other things is slow all the same. */
  private static final long TIMEOUT_SECONDS = 60;

  private final LinkedBlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final End client;
  private final End server;

  SelfHandshake(BcDtlsEngineFactory factory) {
    List<Fingerprint> own = List.of(factory.localFingerprint());
    client = new End();
    server = new End();
    client.engine = factory.create(DtlsRole.CLIENT, own, loop::add, client);
    server.engine = factory.create(DtlsRole.SERVER, own, loop::add, server);
    client.peer = server;
    server.peer = client;
  }

  /** Returns when both ends are connected. */
  void run() {
    server.engine.start();
    client.engine.start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    try {
      while (!client.connected || !server.connected) {
        Runnable task = loop.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (task == null || client.failure != null || server.failure != null) {
          throw new IllegalStateException(
              "DTLS handshake with ourselves failed: " + client.failure + ", " + server.failure);
        }
        task.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      client.engine.close();
      server.engine.close();
    }
  }

  private static final class End implements DtlsEngine.Listener {
    private DtlsEngine engine;
    private End peer;
    private boolean connected;
    private DtlsFailure failure;

    @Override
    public void onDtlsOutput(byte[] data, int off, int len) {
      peer.engine.receive(data, off, len);
    }

    @Override
    public void onDtlsConnected(SrtpKeys keys) {
      connected = true;
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      failure = reason;
    }

    @Override
    public void onDtlsClosed() {
      connected = false;
    }
  }
}
