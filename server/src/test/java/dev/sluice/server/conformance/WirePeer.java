package dev.sluice.server.conformance;

import dev.sluice.server.dtls.BcDtlsEngineFactory;
import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.dtls.DtlsOptions;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.scenario.StunRequests;
import dev.sluice.server.srtp.SrtpKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A full ICE agent with a real socket and real DTLS, driven step by step by one thread. */
final class WirePeer implements AutoCloseable {

  private static final int MAX_DATAGRAM = 2048;
  private static final int READ_MILLIS = 20;

  private final BcDtlsEngineFactory factory = new BcDtlsEngineFactory(DtlsOptions.defaults());
  private final IceCredentials ice = OfferText.credentials();
  private final DatagramSocket socket;
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private final byte[] buffer = new byte[MAX_DATAGRAM];

  private IceCredentials serverIce;
  private InetSocketAddress server;
  private DtlsEngine dtls;
  private boolean connected;
  private boolean closed;
  private int checksAnswered;
  private int datagrams;

  WirePeer() {
    try {
      socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
      socket.setSoTimeout(READ_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException("no socket", e);
    }
  }

  String offer(String direction) {
    return OfferText.offer(direction, ice, factory.localFingerprint());
  }

  /** Takes the answer and connects by its loopback candidate. */
  void connect(String answer) {
    AnsweredTransport answered = AnsweredTransport.parse(answer);
    serverIce = answered.ice();
    server = answered.udp();
    dtls =
        factory.create(
            answered.role(), List.of(answered.fingerprint()), mailbox::add, new Events());
    check();
    step();
    dtls.start();
  }

  /** Sends a connectivity check, which renews consent too. */
  void check() {
    send(StunRequests.check(serverIce, ice));
  }

  /** Says goodbye by DTLS. */
  void closeDtls() {
    dtls.close();
    runMailbox();
  }

  /** Handles what has come, waiting a moment for the first datagram; false when there was none. */
  boolean step() {
    runMailbox();
    if (dtls != null) {
      dtls.onTick(System.nanoTime());
    }
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("the socket broke", e);
    }
    datagrams++;
    int first = buffer[0] & 0xff;
    if (first < 4) {
      checksAnswered++;
    } else if (first >= 20 && first < 64) {
      dtls.receive(buffer, 0, packet.getLength());
    }
    runMailbox();
    return true;
  }

  private void runMailbox() {
    for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
      task.run();
    }
  }

  private void send(byte[] data) {
    try {
      socket.send(new DatagramPacket(data, data.length, server));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot send", e);
    }
  }

  boolean connected() {
    return connected;
  }

  /** Whether the server said goodbye by DTLS. */
  boolean closedByServer() {
    return closed;
  }

  int checksAnswered() {
    return checksAnswered;
  }

  /** All that came. */
  int datagrams() {
    return datagrams;
  }

  @Override
  public void close() {
    factory.close();
    socket.close();
  }

  private final class Events implements DtlsEngine.Listener {

    @Override
    public void onDtlsOutput(byte[] data, int off, int len) {
      send(Arrays.copyOfRange(data, off, off + len));
    }

    @Override
    public void onDtlsConnected(SrtpKeys keys) {
      connected = true;
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      throw new AssertionError("DTLS failed: " + reason);
    }

    @Override
    public void onDtlsClosed() {
      closed = true;
    }
  }
}
