package dev.sluice.server.bench;

import dev.sluice.server.conformance.AnsweredTransport;
import dev.sluice.server.conformance.OfferText;
import dev.sluice.server.dtls.BcDtlsEngineFactory;
import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.scenario.StunRequests;
import dev.sluice.server.srtp.SrtpKeys;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A WHIP publisher without media that joins once, with a real socket and real DTLS. */
final class JoiningPeer implements AutoCloseable {

  private static final int MAX_DATAGRAM = 2048;
  private static final long PATIENCE_SECONDS = 10;
  private static final int STUN_FIRST_BYTES = 4;

  private final HttpClient http;
  private final BcDtlsEngineFactory factory;
  private final IceCredentials ice = OfferText.credentials();
  private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final Object engineLock = new Object();
  private DtlsEngine dtls;

  /**
   * @param factory shared, so that no certificate is made while a join is measured
   */
  JoiningPeer(HttpClient http, BcDtlsEngineFactory factory) throws SocketException {
    this.http = http;
    this.factory = factory;
  }

  /**
   * Joins and leaves again.
   *
   * @return nanoseconds from the request until media could flow
   */
  long join(URI endpoint)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    String offer = OfferText.offer("sendonly", ice, factory.localFingerprint());
    long begin = System.nanoTime();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/sdp")
                .POST(HttpRequest.BodyPublishers.ofString(offer))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IOException("status " + answer.statusCode() + ": " + answer.body());
    }
    connect(AnsweredTransport.parse(answer.body()));
    connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    long elapsed = System.nanoTime() - begin;
    http.send(
        HttpRequest.newBuilder(
                endpoint.resolve(answer.headers().firstValue("Location").orElseThrow()))
            .DELETE()
            .build(),
        HttpResponse.BodyHandlers.discarding());
    return elapsed;
  }

  private void connect(AnsweredTransport server) throws IOException {
    socket.connect(server.udp());
    dtls = factory.create(server.role(), List.of(server.fingerprint()), this::run, new Events());
    Thread reader = new Thread(this::read, "joining-peer");
    reader.setDaemon(true);
    reader.start();
    send(StunRequests.check(server.ice(), ice));
    run(dtls::start);
  }

  /** What an event loop would do one after the other. */
  private void run(Runnable task) {
    synchronized (engineLock) {
      task.run();
    }
  }

  private void read() {
    byte[] buffer = new byte[MAX_DATAGRAM];
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    while (!socket.isClosed()) {
      try {
        packet.setLength(buffer.length);
        socket.receive(packet);
      } catch (IOException e) {
        return; // closed: the join is over
      }
      int length = packet.getLength();
      if ((buffer[0] & 0xff) >= STUN_FIRST_BYTES) {
        run(() -> dtls.receive(buffer, 0, length));
      }
    }
  }

  private void send(byte[] data) throws IOException {
    socket.send(new DatagramPacket(data, data.length));
  }

  @Override
  public void close() {
    socket.close();
    if (dtls != null) {
      run(dtls::close);
    }
  }

  private final class Events implements DtlsEngine.Listener {

    @Override
    public void onDtlsOutput(byte[] data, int offset, int length) {
      try {
        socket.send(new DatagramPacket(data, offset, length));
      } catch (IOException e) {
        connected.completeExceptionally(e);
      }
    }

    @Override
    public void onDtlsConnected(SrtpKeys keys) {
      connected.complete(null);
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      connected.completeExceptionally(new IOException("DTLS failed: " + reason));
    }

    @Override
    public void onDtlsClosed() {
      // the server ends the session
    }
  }
}
