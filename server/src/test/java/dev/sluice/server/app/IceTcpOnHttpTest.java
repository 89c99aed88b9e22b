package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.GuessGuard;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.OperationsRoutes;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.RoomResidence;
import dev.sluice.server.http.TokenGuard;
import dev.sluice.server.ice.IceCandidate.Protocol;
import dev.sluice.server.media.IceTcpOptions;
import dev.sluice.server.media.MediaException;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.media.NatOptions;
import dev.sluice.server.media.PublicAddress;
import dev.sluice.server.room.RoomHome;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** A connection that came to the HTTP port ends up on the media loop it is for. */
class IceTcpOnHttpTest {

  private static final long TIMEOUT_SECONDS = 60;

  private MediaLoops loops;
  private HttpServer http;

  private void start(NatOptions nat, int httpPublicPort) throws IOException {
    loops =
        MediaLoops.start(
            new MediaOptions(
                    0,
                    2,
                    List.of(TestConfig.LOOPBACK),
                    nat,
                    1 << 20,
                    MediaOptions.Transport.AUTO,
                    MediaOptions.Segmentation.OFF)
                .withTcp(
                    new IceTcpOptions(
                        OptionalInt.empty(), 0, IceTcpOptions.HttpPort.SHARED, httpPublicPort)),
            System::nanoTime);
    http =
        new HttpServer(
            HttpOptions.of(new InetSocketAddress(TestConfig.LOOPBACK, 0)),
            OperationsRoutes.of(List.of(), request -> Response.status(204).completed()),
            Optional.of(new IceTcpOnHttp(loops.iceTcp())),
            RoomResidence.ALONE,
            new TokenGuard(new GuessGuard((address, nanos) -> {}), Access.open(), System::nanoTime),
            System::nanoTime);
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop();
    loops.close();
  }

  @Test
  void reachesItsLoop() throws Exception {
    start(NatOptions.NONE, 0);
    loops.offerHttpPort(http.localAddress());
    for (int i = 0; i < 2; i++) {
      RoomHome home = loops.place(new RoomId("room"));
      BlockingQueue<String> threads = new LinkedBlockingQueue<>();
      String ufrag = "ufrag" + i;
      FutureTask<String> registered =
          new FutureTask<>(
              () -> {
                home.directory()
                    .register(
                        ufrag,
                        (path, data, offset, length, nowNanos) ->
                            threads.add(Thread.currentThread().getName()));
                return Thread.currentThread().getName();
              });
      home.mailbox().execute(registered);
      String thread = registered.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      InetSocketAddress where =
          home.candidates().stream()
              .filter(candidate -> candidate.protocol() == Protocol.TCP_PASSIVE)
              .findFirst()
              .orElseThrow()
              .address();
      assertEquals(http.localAddress(), where);
      try (Socket socket = new Socket(where.getAddress(), where.getPort())) {
        byte[] request = bindingRequest(ufrag);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(request.length);
        out.write(request);

        assertEquals(thread, threads.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS));
      }
    }
    assertEquals(2, loops.iceTcp().stats().accepted());
  }

  @Test
  void isOfferedAtThePublicAddressWithThePortInFront() throws IOException {
    InetAddress outer = new InetSocketAddress("203.0.113.5", 0).getAddress();
    start(NatOptions.NONE.withPublicAddresses(List.of(PublicAddress.of(outer))), 443);

    loops.offerHttpPort(http.localAddress());

    assertTrue(
        loops.candidates().stream()
            .anyMatch(
                candidate ->
                    candidate
                        .toAttributeValue()
                        .endsWith("203.0.113.5 443 typ host tcptype passive")));
  }

  @Test
  void refusesAnHttpAddressThatNoPublicOneLeadsTo() throws IOException {
    InetAddress outer = new InetSocketAddress("203.0.113.5", 0).getAddress();
    start(NatOptions.NONE.withPublicAddresses(List.of(PublicAddress.of(outer))), 0);

    MediaException failure =
        Assertions.assertThrows(
            MediaException.class,
            () -> loops.offerHttpPort(new InetSocketAddress("2001:db8::1", 8080)));

    assertEquals(
        "MEDIA_TCP_SHARE_HTTP is set, but HTTP listens on 2001:db8:0:0:0:0:0:1 only, where no"
            + " PUBLIC_IP leads to.",
        failure.getMessage());
  }

  private static byte[] bindingRequest(String ufrag) {
    byte[] message = new byte[256];
    int length =
        new StunWriter()
            .begin(message, 0, StunMessage.BINDING_REQUEST, new byte[12], 0)
            .text(StunAttribute.USERNAME, ufrag + ":peer")
            .finish();
    return Arrays.copyOf(message, length);
  }
}
