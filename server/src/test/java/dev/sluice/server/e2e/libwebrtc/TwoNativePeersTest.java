package dev.sluice.server.e2e.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.MetricsPage;
import dev.sluice.server.e2e.ServerFixture;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two participants made of libwebrtc on the same machine as the server. */
@Tag("e2e")
@Tag("beside")
class TwoNativePeersTest {

  private static ServerFixture server;

  private NativePeer anna;
  private NativePeer ben;
  private String room;

  @BeforeAll
  static void startServer() {
    server = ServerFixture.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void startPeers() {
    room = server.newRoom("native");
    anna = new NativePeer(new PeerProcess(PeerProcess.JAVA), "Anna", Colour.RED, 440);
    ben = new NativePeer(new PeerProcess(PeerProcess.JAVA), "Ben", Colour.BLUE, 1000);
  }

  /** Whatever the peers did, they did it honestly. */
  private void assertNothingWasRefused() {
    MetricsPage metrics = server.metrics();
    for (String reason : List.of("forged", "replayed", "malformed", "unknown_ssrc")) {
      assertEquals(
          0,
          metrics.sum(
              "sluice_room_drops_total",
              "room=\"%s\"".formatted(room),
              "reason=\"%s\"".formatted(reason)),
          reason + " packets\n" + metrics.text());
    }
    assertEquals(0, metrics.sum("sluice_loop_failures_total"));
  }

  @AfterEach
  void endPeers() {
    try {
      assertNothingWasRefused();
    } finally {
      Stream.of(anna, ben).filter(Objects::nonNull).forEach(NativePeer::close);
    }
  }

  private void bothJoin() {
    anna.join(server.socket(), room);
    ben.join(server.socket(), room);
  }

  @Test
  void seeAndHearEachOther() {
    bothJoin();
    anna.meets(ben);
    anna.decodesMore(ben, 15);
    ben.decodesMore(anna, 15);
    // of all that libwebrtc offers
    assertEquals("AEAD_AES_128_GCM", anna.transport("srtpCipher"));
    assertEquals("client", anna.transport("dtlsRole"));
    assertEquals("FEFD", anna.transport("tlsVersion"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"VP8", "VP9", "H264", "AV1"})
  void seeEachOtherInEveryCodec(String codec) {
    anna.withCodec(codec);
    ben.withCodec(codec);
    bothJoin();
    anna.sees(ben);
    ben.sees(anna);
    anna.decodesMore(ben, 15);
    ben.decodesMore(anna, 15);
    assertEquals(codec.toLowerCase(Locale.ROOT), anna.codecOf(ben));
    assertEquals(List.of("video/" + codec), anna.decodedVideo());
    assertEquals(List.of("video/" + codec), ben.decodedVideo());
  }

  /** As DTLS server libwebrtc chooses what it prefers itself, and we are the DTLS client. */
  @Test
  void talkAesCmWithOneOfThemAsDtlsServer() {
    anna.asDtlsServer();
    bothJoin();
    anna.meets(ben);
    assertEquals("AES_CM_128_HMAC_SHA1_80", anna.transport("srtpCipher"));
    assertEquals("server", anna.transport("dtlsRole"));
    anna.decodesMore(ben, 15);
    ben.decodesMore(anna, 15);
  }

  @Test
  void publishMoreByASecondOffer() {
    bothJoin();
    anna.meets(ben);
    ben.share(Colour.GREEN);
    anna.sees(ben, "screen", Colour.GREEN);
    anna.meets(ben);
    anna.share(Colour.YELLOW);
    ben.sees(anna, "screen", Colour.YELLOW);
    ben.decodesMore(anna, 15);
  }

  @Test
  void restartIceWithoutLosingTheCall() {
    bothJoin();
    anna.meets(ben);
    String before = anna.transport("iceLocalUsernameFragment");
    assertTrue(anna.restartIce(), "the server answers with new credentials");
    assertNotEquals(before, anna.transport("iceLocalUsernameFragment"));
    anna.until("is connected again", view -> view.get("connection").asText().equals("CONNECTED"));
    anna.decodesMore(ben, 30);
    ben.decodesMore(anna, 30);
    anna.meets(ben);
    assertTrue(ben.restartIce(), "and the other may do so too");
    ben.decodesMore(anna, 30);
    anna.meets(ben);
  }

  @Test
  void muteAndUnmute() {
    bothJoin();
    anna.hears(ben);
    ben.mute("audio", true);
    anna.hearsNothing();
    ben.mute("audio", false);
    anna.hears(ben);
    ben.mute("video", true);
    anna.until("is told", view -> view.findValuesAsText("muted").contains("true"));
    ben.mute("video", false);
    anna.decodesMore(ben, 15);
  }

  @Test
  void leaveAndComeBack() {
    bothJoin();
    anna.meets(ben);
    ben.leave();
    anna.isAlone();
    ben.join(server.socket(), room);
    anna.meets(ben);
    anna.decodesMore(ben, 15);
  }

  @Test
  void areKnownToBeDisconnectedSoonAfterTheirProcessDies() {
    bothJoin();
    anna.meets(ben);
    ben.kill();
    anna.until("misses Ben", view -> view.get("others").path("Ben").asText().equals("false"));
  }
}
