package dev.sluice.server.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Captured ClientHellos that do not fit one datagram, since they carry a share of X25519MLKEM768
 * for DTLS 1.3: two fragments, of 1163 + 238 and 1371 + 78 bytes of record.
 */
class BrowserClientHelloTest {

  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;
  private static final int CERTIFICATE = 11;
  private static final int SERVER_KEY_EXCHANGE = 12;
  private static final int CERTIFICATE_REQUEST = 13;
  private static final int SERVER_HELLO_DONE = 14;

  private final BcDtlsEngineFactory factory = DtlsFactories.create();

  @AfterEach
  void close() {
    factory.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-156", "firefox-153"})
  void answersWithDtls12AndGcm(String browser) throws IOException {
    List<byte[]> fragments = capture(browser);
    assertEquals(2, fragments.size());

    ServerHello hello = new ServerHello(flightFor(fragments).get(SERVER_HELLO));

    assertEquals(0xFEFD, hello.version);
    assertEquals(0xC02B, hello.cipherSuite, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    assertEquals("0002000700", hello.extensions.get(14), "use_srtp with AEAD_AES_128_GCM");
    assertEquals("", hello.extensions.get(23), "extended_master_secret");
    assertEquals("00", hello.extensions.get(0xFF01), "renegotiation_info");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-156", "firefox-153"})
  void choosesAClassicGroupAndRequestsACertificate(String browser) throws IOException {
    for (TlsCryptos cryptos : DtlsFactories.cryptos().toList()) {
      try (BcDtlsEngineFactory one = DtlsFactories.create(DtlsFactories.QUICK, cryptos)) {
        Map<Integer, byte[]> flight = flightFor(one, capture(browser));
        ByteBuffer keyExchange = ByteBuffer.wrap(flight.get(SERVER_KEY_EXCHANGE));

        assertEquals(3, keyExchange.get(), "named_curve");
        assertEquals(cryptos.groups()[0], keyExchange.getShort());
        assertTrue(flight.keySet().containsAll(List.of(CERTIFICATE, CERTIFICATE_REQUEST)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-156", "firefox-153"})
  void reassemblesFragmentsThatArriveSwappedAndRepeated(String browser) throws IOException {
    List<byte[]> fragments = capture(browser);
    List<byte[]> swapped = new ArrayList<>(fragments);
    Collections.reverse(swapped);
    swapped.addAll(fragments);

    assertTrue(flightFor(swapped).containsKey(SERVER_HELLO_DONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"chromium-156", "firefox-153"})
  void isAHelloOfTheKindItClaims(String browser) throws IOException {
    byte[] first = capture(browser).get(0);

    assertEquals(CLIENT_HELLO, first[13]);
    assertTrue(HexFormat.of().formatHex(capture(browser).get(0)).contains("11ec"));
    assertTrue(DtlsDatagram.acceptable(first, 0, first.length));
  }

  private Map<Integer, byte[]> flightFor(List<byte[]> datagrams) {
    return flightFor(factory, datagrams);
  }

  /** Starts a server, gives it the datagrams and collects its flight. */
  private static Map<Integer, byte[]> flightFor(
      BcDtlsEngineFactory factory, List<byte[]> datagrams) {
    DtlsLink link = new DtlsLink();
    link.server.engine =
        factory.create(
            DtlsRole.SERVER, List.of(factory.localFingerprint()), link::post, link.server);
    link.server.engine.start();
    for (byte[] datagram : datagrams) {
      link.server.engine.receive(datagram, 0, datagram.length);
    }
    Map<Integer, byte[]> messages = new HashMap<>();
    link.runUntil(
        () -> {
          link.server.sent.forEach(datagram -> collect(datagram, messages));
          return messages.containsKey(SERVER_HELLO_DONE) || link.server.ended();
        });
    assertEquals(1, link.server.sent.size(), "one datagram holds the flight");
    link.server.engine.close();
    return messages;
  }

  private static void collect(byte[] datagram, Map<Integer, byte[]> messages) {
    ByteBuffer buffer = ByteBuffer.wrap(datagram);
    while (buffer.hasRemaining()) {
      int start = buffer.position();
      int recordLength = buffer.getShort(start + 11) & 0xFFFF;
      int type = buffer.get(start + 13);
      byte[] body = new byte[recordLength - 12];
      buffer.position(start + 25);
      buffer.get(body);
      messages.put(type, body);
    }
  }

  private static List<byte[]> capture(String browser) throws IOException {
    String name = browser + "-client-hello.hex";
    try (InputStream in = BrowserClientHelloTest.class.getResourceAsStream(name)) {
      ByteArrayOutputStream text = new ByteArrayOutputStream();
      in.transferTo(text);
      return text.toString(StandardCharsets.US_ASCII)
          .lines()
          .map(line -> HexFormat.of().parseHex(line))
          .toList();
    }
  }

  private static final class ServerHello {
    private final int version;
    private final int cipherSuite;
    private final Map<Integer, String> extensions = new HashMap<>();

    private ServerHello(byte[] body) {
      ByteBuffer buffer = ByteBuffer.wrap(body);
      version = buffer.getShort() & 0xFFFF;
      buffer.position(buffer.position() + 32);
      int sessionId = buffer.get();
      buffer.position(buffer.position() + sessionId);
      cipherSuite = buffer.getShort() & 0xFFFF;
      buffer.get();
      buffer.getShort();
      while (buffer.hasRemaining()) {
        int type = buffer.getShort() & 0xFFFF;
        byte[] value = new byte[buffer.getShort()];
        buffer.get(value);
        extensions.put(type, HexFormat.of().formatHex(value));
      }
    }
  }
}
