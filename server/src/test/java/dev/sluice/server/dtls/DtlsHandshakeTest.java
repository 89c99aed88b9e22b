package dev.sluice.server.dtls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.srtp.SrtpProfile;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DtlsHandshakeTest {

  private BcDtlsEngineFactory clients = DtlsFactories.create();
  private BcDtlsEngineFactory servers = DtlsFactories.create();

  @AfterEach
  void close() {
    clients.close();
    servers.close();
  }

  static Stream<Arguments> cryptoPairs() {
    return DtlsFactories.cryptos()
        .flatMap(one -> DtlsFactories.cryptos().map(other -> Arguments.of(one, other)));
  }

  @ParameterizedTest
  @MethodSource("cryptoPairs")
  void bothEndsExportTheSameKeys(TlsCryptos one, TlsCryptos other) {
    close();
    clients = DtlsFactories.create(DtlsFactories.QUICK, one);
    servers = DtlsFactories.create(DtlsFactories.QUICK, other);
    DtlsLink link = new DtlsLink().between(clients, servers).start();
    link.runUntilConnected();

    assertMirrored(link.client.keys, link.server.keys);
    assertEquals(SrtpProfile.AEAD_AES_128_GCM, link.server.keys.profile());
  }

  @Test
  void sendsEachFlightInOneDatagram() {
    close();
    // a machine that does other things too is no reason to repeat a flight
    DtlsOptions patient =
        new DtlsOptions(Duration.ofSeconds(60), Duration.ofSeconds(30), 16, 4, 16, 1200);
    clients = DtlsFactories.create(patient);
    servers = DtlsFactories.create(patient);
    DtlsLink link = new DtlsLink().between(clients, servers).start();
    link.runUntilConnected();

    assertEquals(2, link.client.sent.size(), "ClientHello, Certificate to Finished");
    assertEquals(2, link.server.sent.size(), "ServerHello to Done, ChangeCipherSpec and Finished");
    for (byte[] datagram : link.server.sent) {
      assertTrue(datagram.length <= 1200);
    }
  }

  @Test
  void answersAHelloThatCameBeforeStart() {
    DtlsLink link = new DtlsLink().between(clients, servers);
    link.client.engine.start();
    link.runUntil(() -> !link.client.sent.isEmpty());
    byte[] hello = link.client.sent.get(0);
    link.server.engine.receive(hello, 0, hello.length);
    link.server.engine.start();
    link.runUntilConnected();

    assertMirrored(link.client.keys, link.server.keys);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void connectsOverALinkThatLosesRepeatsAndSwaps(long seed) {
    DtlsLink link = new DtlsLink(0.25, seed).between(clients, servers).start();
    link.runUntilConnected();

    assertMirrored(link.client.keys, link.server.keys);
  }

  @ParameterizedTest
  @ValueSource(ints = {120, 200, 400})
  void reassemblesFlightsOfSmallFragments(int maxDatagramLength) {
    close();
    DtlsOptions narrow =
        new DtlsOptions(
            Duration.ofSeconds(60), Duration.ofMillis(50), 16, 4, 16, maxDatagramLength);
    clients = DtlsFactories.create(narrow);
    servers = DtlsFactories.create(narrow);
    DtlsLink link = new DtlsLink(0.1, 5).between(clients, servers).start();
    link.runUntilConnected();

    assertMirrored(link.client.keys, link.server.keys);
    assertTrue(
        link.server.sent.stream().allMatch(datagram -> datagram.length <= maxDatagramLength));
  }

  @Test // RFC 6347 section 4.2.4
  void repeatsTheLastFlightFromTheLoop() {
    DtlsLink link = new DtlsLink().between(clients, servers);
    link.server.losesItsLastFlight = true;
    link.start();
    link.runUntil(() -> link.server.keys != null);
    assertNull(link.client.keys);
    link.runUntilConnected();

    assertMirrored(link.client.keys, link.server.keys);
    assertTrue(link.server.sent.size() > 2);
  }

  @Test
  void refusesAServerWithAnotherFingerprint() {
    Fingerprint wrong = clients.localFingerprint();
    DtlsLink link =
        new DtlsLink()
            .between(clients, List.of(wrong), servers, List.of(clients.localFingerprint()))
            .start();
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.FINGERPRINT_MISMATCH, link.client.failure);
    assertEquals(DtlsFailure.ALERT_RECEIVED, link.server.failure);
    assertNull(link.client.keys);
    assertNull(link.server.keys);
  }

  @Test
  void refusesAClientWithAnotherFingerprint() {
    Fingerprint wrong = servers.localFingerprint();
    DtlsLink link =
        new DtlsLink()
            .between(clients, List.of(servers.localFingerprint()), servers, List.of(wrong))
            .start();
    link.runUntilBothEnded();

    assertEquals(DtlsFailure.FINGERPRINT_MISMATCH, link.server.failure);
    assertEquals(DtlsFailure.ALERT_RECEIVED, link.client.failure);
    assertNull(link.client.keys);
    assertNull(link.server.keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha-384", "sha-512", "SHA-256"})
  void acceptsOtherHashFunctionsAndOneOfMany(String algorithm) {
    List<Fingerprint> announced =
        List.of(
            new Fingerprint("sha-256", "00:11"),
            new Fingerprint("sha-1", "AA"),
            Fingerprints.of(
                    new Fingerprint(algorithm, "").algorithm(), clients.certificate().encoded())
                .orElseThrow());
    DtlsLink link =
        new DtlsLink()
            .between(clients, List.of(servers.localFingerprint()), servers, announced)
            .start();
    link.runUntilConnected();

    assertNotNull(link.server.keys);
  }

  @Test
  void closeNotifyEndsThePeer() {
    DtlsLink link = new DtlsLink().between(clients, servers).start();
    link.runUntilConnected();
    link.server.engine.close();
    link.runUntil(() -> link.client.closed);
    link.drain();

    assertNull(link.client.failure);
    assertFalse(link.server.ended(), "who closed hears nothing more");
    assertEquals(0, link.client.callsAfterEnd);
  }

  @Test
  void closeDuringTheHandshakeEndsItQuietly() {
    DtlsLink link = new DtlsLink().between(clients, servers).start();
    link.runUntil(() -> !link.server.sent.isEmpty());
    link.server.engine.close();
    link.client.engine.close();
    link.drain();

    assertNull(link.server.keys);
    assertFalse(link.server.ended() || link.client.ended());
  }

  @Test
  void shakesHandsWithItselfToWarmUp() {
    servers.warmUp();

    assertTrue(servers.description().length() > 3);
  }

  @Test
  void describesItsCertificateBySha256() {
    Fingerprint own = servers.localFingerprint();

    assertEquals("sha-256", own.algorithm());
    assertEquals(32 * 3 - 1, own.value().length());
    assertTrue(Fingerprints.anyMatches(List.of(own), servers.certificate().encoded()));
    assertFalse(Fingerprints.anyMatches(List.of(), servers.certificate().encoded()));
  }

  static void assertMirrored(SrtpKeys client, SrtpKeys server) {
    assertEquals(client.profile(), server.profile());
    assertArrayEquals(client.sendKey(), server.receiveKey());
    assertArrayEquals(client.sendSalt(), server.receiveSalt());
    assertArrayEquals(client.receiveKey(), server.sendKey());
    assertArrayEquals(client.receiveSalt(), server.sendSalt());
    assertEquals(client.profile().keyLength(), client.sendKey().length);
    assertEquals(client.profile().saltLength(), client.sendSalt().length);
  }
}
