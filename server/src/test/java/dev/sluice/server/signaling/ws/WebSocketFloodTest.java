package dev.sluice.server.signaling.ws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.auth.GuardedAccess;
import dev.sluice.server.auth.GuessGuard;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.http.AllowedOrigins;
import dev.sluice.server.http.HttpLimits;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpRejection;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.RateLimit;
import dev.sluice.server.http.RequestRates;
import dev.sluice.server.negotiation.NegotiationOptions;
import dev.sluice.server.signaling.MessageRejection;
import dev.sluice.server.signaling.ScriptedRooms;
import dev.sluice.server.signaling.SignalingOptions;
import dev.sluice.server.signaling.SignalingService;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** WebSocket clients that mean no good, frame by frame: each is closed with the right code. */
class WebSocketFloodTest {

  private static final int FIN = 0x80;
  private static final int RSV1 = 0x40;
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;

  private HttpServer server;
  private SignalingService service;

  @BeforeEach
  void start() throws IOException {
    Access access =
        new GuardedAccess(
            new FixedTokens(Optional.of("right"), Map.of(), Optional.empty()),
            new GuessGuard((address, nanos) -> {}),
            System::nanoTime);
    service =
        new SignalingService(
            SignalingOptions.DEFAULTS,
            access,
            new ScriptedRooms().answerJoins(),
            NegotiationOptions.defaults(),
            new Fingerprint("sha-256", "AA:".repeat(31) + "BB"),
            System::nanoTime,
            new SecureRandom());
    server =
        new HttpServer(
            HttpOptions.builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .counts(new HttpLimits.Counts(100, 0, 3, 1000))
                .rates(
                    new RequestRates(
                        RateLimit.OFF, RateLimit.OFF, RateLimit.OFF, new RateLimit(1, 100_000)))
                .build(),
            List.of(WebSocketRoute.of(service, AllowedOrigins.ANY, WebSocketOptions.DEFAULTS)),
            System::nanoTime);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  /** One connection, and how its frames look on the wire. */
  private final class Client implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private final String head;

    Client(String... headers) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET /api/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                      + String.join("", Arrays.stream(headers).map(it -> it + "\r\n").toList())
                      + "\r\n")
                  .getBytes(US_ASCII));
      in = new DataInputStream(socket.getInputStream());
      StringBuilder text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        text.append((char) in.readUnsignedByte());
      }
      head = text.toString();
    }

    void write(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
    }

    /** Writes until the server has had enough, or so often. */
    void flood(byte[] bytes, int times) {
      try {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < times; i++) {
          out.write(bytes);
        }
      } catch (IOException e) {
        // it has closed
      }
    }

    /** The next frame's first byte and payload. */
    byte[] frame() throws IOException {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      length = length == 126 ? in.readUnsignedShort() : length;
      byte[] frame = new byte[1 + length];
      frame[0] = (byte) first;
      in.readFully(frame, 1, length);
      return frame;
    }

    /** The text of the next text frame. */
    String text() throws IOException {
      byte[] frame = frame();
      assertEquals(FIN | TEXT, frame[0] & 0xFF);
      return new String(frame, 1, frame.length - 1, UTF_8);
    }

    /** The status it is closed with; other frames before are passed over. */
    int closed() throws IOException {
      byte[] frame = frame();
      while ((frame[0] & 0xF) != CLOSE) {
        frame = frame();
      }
      return ((frame[1] & 0xFF) << 8) | (frame[2] & 0xFF);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A masked frame; the mask is zero. */
  private static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private static byte[] frame(int first, String text) {
    return frame(first, text.getBytes(UTF_8));
  }

  private void counted(MessageRejection reason, long times) {
    assertEquals(times, service.rejectedMessages().get(reason));
  }

  @Test
  void aFloodOfPingsEndsTheConnection() throws IOException {
    try (Client client = new Client()) {
      client.flood(frame(FIN | PING, "x"), 5_000);
      assertEquals(1008, client.closed());
    }
    counted(MessageRejection.FRAME_FLOOD, 1);
  }

  @Test
  void aFloodOfPongsNobodyAskedForDoesToo() throws IOException {
    try (Client client = new Client()) {
      client.flood(frame(FIN | PONG, ""), 5_000);
      assertEquals(1008, client.closed());
    }
  }

  @Test
  void aMessageInTinyFragmentsWithoutEndDoesToo() throws IOException {
    try (Client client = new Client()) {
      client.write(frame(TEXT, "{"));
      client.flood(frame(CONTINUATION, " "), 5_000);
      assertEquals(1008, client.closed());
    }
    counted(MessageRejection.FRAME_FLOOD, 1);
  }

  @Test
  void emptyFragmentsAreCountedAsWell() throws IOException {
    try (Client client = new Client()) {
      client.write(frame(TEXT, ""));
      client.flood(frame(CONTINUATION, ""), 5_000);
      assertEquals(1008, client.closed());
    }
  }

  @Test
  void oversizedFramesAndMessagesAreTooLong() throws IOException {
    int most = WebSocketOptions.DEFAULTS.maxMessageBytes();
    try (Client client = new Client()) {
      // the length alone is enough
      byte[] head = Arrays.copyOf(frame(FIN | TEXT, new byte[most + 1]), 14);
      client.write(head);
      assertEquals(1009, client.closed());
    }
    try (Client client = new Client()) {
      client.write(frame(TEXT, new byte[most]));
      client.flood(frame(FIN | CONTINUATION, "xx"), 1);
      assertEquals(1009, client.closed());
    }
    counted(MessageRejection.TOO_LONG, 2);
  }

  @Test
  void aLengthOfTheLargestNumberIsNoReasonToReserveMemory() throws IOException {
    try (Client client = new Client()) {
      byte[] head = {(byte) (FIN | TEXT), (byte) 0xFF, 0x7F, -1, -1, -1, -1, -1, -1, -1};
      client.write(head);
      assertEquals(1009, client.closed());
    }
  }

  @Test
  void invalidUtf8IsRefusedWhereverItIsCut() throws IOException {
    byte[][] bad = {{(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {-1}};
    for (byte[] bytes : bad) {
      try (Client client = new Client()) {
        client.write(frame(FIN | TEXT, bytes));
        assertEquals(1007, client.closed());
      }
    }
    try (Client client = new Client()) {
      client.write(frame(TEXT, new byte[] {(byte) 0xC3}));
      client.write(frame(FIN | CONTINUATION, "("));
      assertEquals(1007, client.closed());
    }
    counted(MessageRejection.INVALID_UTF8, 4);
  }

  @Test
  void framesThatMayNotComeArePartOfNoMessage() throws IOException {
    byte[] unmasked = {(byte) (FIN | TEXT), 1, 'x'};
    byte[] longPing = frame(FIN | PING, new byte[126]);
    byte[] fragmentedPing = frame(PING, "x");
    byte[] continuationOfNothing = frame(FIN | CONTINUATION, "x");
    byte[] reservedOpcode = frame(FIN | 3, "x");
    byte[] closeOfOneByte = frame(FIN | CLOSE, "x");
    byte[] closeWithoutSuchStatus = frame(FIN | CLOSE, new byte[] {3, (byte) 0xED});
    for (byte[] bytes :
        List.of(
            unmasked,
            longPing,
            fragmentedPing,
            continuationOfNothing,
            reservedOpcode,
            closeOfOneByte,
            closeWithoutSuchStatus)) {
      try (Client client = new Client()) {
        client.write(bytes);
        assertEquals(1002, client.closed(), Arrays.toString(bytes));
      }
    }
    counted(MessageRejection.PROTOCOL_ERROR, 7);
  }

  @Test
  void aCloseIsAnsweredOnceAndNothingIsHeardBehindIt() throws IOException {
    try (Client client = new Client()) {
      byte[] close = frame(FIN | CLOSE, new byte[] {3, (byte) 0xE8});
      client.write(close);
      client.flood(frame(FIN | TEXT, "{\"type\":\"ping\",\"id\":1}"), 3);
      client.flood(close, 100);
      assertEquals(1000, client.closed());
      assertEquals(-1, readToEnd(client), "no second answer");
    }
    Poll.until("it is gone", () -> service.stats().connections(), open -> open == 0);
  }

  private static int readToEnd(Client client) {
    try {
      return client.in.read();
    } catch (IOException e) {
      // reset, since it had more to say: gone all the same
      return -1;
    }
  }

  /** Two megabytes of zeros in two kilobytes would swell if anybody inflated them. */
  @Test
  void compressionIsNotAgreedOnAndABombIsNoFrame() throws IOException {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(new byte[2 << 20]);
    deflater.finish();
    byte[] bomb = new byte[1 << 16];
    byte[] small = Arrays.copyOf(bomb, deflater.deflate(bomb));
    deflater.end();
    System.arraycopy(bomb, 0, small, 0, small.length);
    try (Client client = new Client("Sec-WebSocket-Extensions: permessage-deflate")) {
      assertTrue(client.head.startsWith("HTTP/1.1 101"), client.head);
      assertFalse(client.head.toLowerCase(java.util.Locale.ROOT).contains("extensions"));
      client.write(frame(FIN | RSV1 | TEXT, small));
      assertEquals(1002, client.closed());
    }
  }

  @Test
  void offersOfOneClientAreLimitedOverAllItsConnections() throws IOException {
    byte[] large = frame(FIN | TEXT, "{\"x\":\"" + "y".repeat(45_000) + "\"}");
    try (Client one = new Client();
        Client two = new Client()) {
      for (Client client : List.of(one, two)) {
        client.write(large);
        assertFalse(client.text().contains("too many"), "it is read, and no message");
      }
      one.write(large);
      assertTrue(one.text().contains("too many"));
      two.write(large);
      assertTrue(two.text().contains("too many"));
      two.write(frame(FIN | TEXT, "{\"type\":\"ping\",\"id\":1}"));
      assertTrue(two.text().contains("pong"), "small messages are not concerned");
    }
    counted(MessageRejection.OFFERS_LIMITED, 2);
  }

  @Test
  void oneClientOpensItsShareOfWebSocketsOnly() throws IOException {
    List<Client> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(new Client());
    }
    try (Client fourth = new Client()) {
      assertTrue(fourth.head.startsWith("HTTP/1.1 429"), fourth.head);
      assertTrue(fourth.head.contains("Retry-After"), fourth.head);
    }
    assertEquals(1, server.stats().rejected().get(HttpRejection.TOO_MANY_WEBSOCKETS_OF_CLIENT));
    for (Client client : open) {
      client.close();
    }
    Poll.until("they are gone", () -> server.stats().connections(), count -> count == 0);
    try (Client again = new Client()) {
      assertTrue(again.head.startsWith("HTTP/1.1 101"), again.head);
    }
  }

  @Test
  void whoTriesOutTokensInJoinsIsLockedOut() throws IOException {
    String join = "{\"type\":\"join\",\"id\":1,\"room\":\"r\",\"token\":\"%s\"}";
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      try (Client client = new Client()) {
        client.write(frame(FIN | TEXT, join.formatted("guess" + i)));
        assertTrue(client.text().contains("unauthorized"));
      }
      Poll.until("it is gone", () -> server.stats().connections(), count -> count == 0);
    }
    try (Client client = new Client()) {
      client.write(frame(FIN | TEXT, join.formatted("right")));
      assertTrue(client.text().contains("too_many_requests"));
    }
  }
}
