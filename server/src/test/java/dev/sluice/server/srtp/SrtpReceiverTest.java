package dev.sluice.server.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpReceiverTest {

  private static final int SSRC = SrtpPeers.SSRC;
  private static final byte[] PAYLOAD = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  private static final int CLEAR = 12 + PAYLOAD.length;

  @ParameterizedTest
  @EnumSource
  void followsTheSequenceNumberAcrossManyWraps(SrtpProfile profile) {
    Session session = new Session(profile);
    for (long index = 65_000; index < 65_536 * 4; index += 97) {
      assertEquals(CLEAR, session.open(session.seal(index)));
      assertEquals(index, session.receiver.lastIndex());
    }
  }

  @ParameterizedTest
  @EnumSource
  void opensLatePacketsFromBeforeTheWrap(SrtpProfile profile) {
    Session session = new Session(profile);
    byte[] late = session.seal(65_530);
    byte[] later = session.seal(65_535);
    session.open(session.seal(65_529));
    session.open(session.seal(65_534));
    session.open(session.seal(65_536));
    session.open(session.seal(65_540));

    assertEquals(CLEAR, session.open(later));
    assertEquals(65_535, session.receiver.lastIndex());
    assertEquals(CLEAR, session.open(late));
    assertEquals(65_530, session.receiver.lastIndex());
    assertEquals(CLEAR, session.open(session.seal(65_541)));
    assertEquals(65_541, session.receiver.lastIndex());
  }

  @Test
  void survivesTheLossOfTheWrapItself() {
    Session session = new Session(SrtpProfile.AEAD_AES_128_GCM);
    session.open(session.seal(65_000));

    assertEquals(CLEAR, session.open(session.seal(65_536 + 20_000)));
    assertEquals(65_536 + 20_000, session.receiver.lastIndex());
  }

  @Test // RFC 3711 section 3.3.1
  void estimatesTheNearestIndex() {
    assertEquals(0x1_0005, SrtpReceiver.estimateIndex(0x0_FFF0, 0x0005));
    assertEquals(0x0_FFFE, SrtpReceiver.estimateIndex(0x1_0002, 0xFFFE));
    assertEquals(0x1_0003, SrtpReceiver.estimateIndex(0x1_0002, 0x0003));
    assertEquals(0x5_8001, SrtpReceiver.estimateIndex(0x5_7FFF, 0x8001));
    assertEquals(0xFFFE, SrtpReceiver.estimateIndex(0x0002, 0xFFFE), "nothing before ROC 0");
    assertEquals(
        0xFFFF_FFFF_0000L,
        SrtpReceiver.estimateIndex(0xFFFF_FFFF_FFFFL, 0),
        "nothing behind the last ROC");
  }

  @ParameterizedTest
  @EnumSource
  void refusesReplays(SrtpProfile profile) {
    Session session = new Session(profile);
    byte[] first = session.seal(100);
    assertEquals(CLEAR, session.open(first));
    assertEquals(SrtpResult.REPLAYED, session.open(first));
    for (long index = 101; index < 1500; index++) {
      session.open(session.seal(index));
    }
    assertEquals(SrtpResult.REPLAYED, session.open(first), "older than the window");
  }

  @Test
  void opensARetransmissionOfUpTo1023PacketsAgo() {
    Session session = new Session(SrtpProfile.AES128_CM_HMAC_SHA1_80);
    byte[] oldest = session.seal(1000);
    byte[] tooOld = session.seal(999);
    session.open(session.seal(998));
    session.open(session.seal(1000 + 1023));

    assertEquals(CLEAR, session.open(oldest));
    assertEquals(SrtpResult.REPLAYED, session.open(tooOld));
  }

  @ParameterizedTest
  @EnumSource
  void refusesEveryFlippedBitAndForgetsNothing(SrtpProfile profile) {
    Session session = new Session(profile);
    session.open(session.seal(10));
    byte[] sealed = session.seal(11);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] forged = sealed.clone();
      forged[bit >>> 3] ^= (byte) (1 << (bit & 7));

      assertTrue(session.open(forged) < 0, "bit " + bit);
    }
    assertEquals(CLEAR, session.open(sealed), "no forgery moved the window");
  }

  @Test
  void forgeriesMintNoSsrcs() {
    Session session = new Session(SrtpProfile.AEAD_AES_128_GCM, new SrtpOptions(2, 64, 64));
    for (int ssrc = 0; ssrc < 100; ssrc++) {
      byte[] forged = SrtpPeers.seal(session.sender, 1000 + ssrc, ssrc, PAYLOAD);
      forged[20]++;
      assertEquals(SrtpResult.FORGED, session.open(forged));
    }

    assertEquals(CLEAR, session.open(session.seal(1)));
  }

  @ParameterizedTest
  @EnumSource
  void boundsTheNumberOfSsrcs(SrtpProfile profile) {
    Session session = new Session(profile, new SrtpOptions(40, 64, 64));
    for (int ssrc = 0; ssrc < 40; ssrc++) {
      assertEquals(CLEAR, session.open(SrtpPeers.seal(session.sender, 1, ssrc, PAYLOAD)));
    }

    assertEquals(
        SrtpResult.TOO_MANY_SSRCS, session.open(SrtpPeers.seal(session.sender, 1, 1000, PAYLOAD)));
    assertEquals(CLEAR, session.open(SrtpPeers.seal(session.sender, 2, 39, PAYLOAD)));
    assertEquals(SrtpResult.REPLAYED, session.open(SrtpPeers.seal(session.sender, 1, 0, PAYLOAD)));
  }

  @ParameterizedTest
  @EnumSource
  void refusesAPacketCutAtEveryLength(SrtpProfile profile) {
    Session session = new Session(profile);
    byte[] header = Arrays.copyOf(SrtpPeers.header(7, SSRC), 24);
    header[0] = (byte) 0x91;
    header[19] = 1;
    byte[] sealed = SrtpPeers.seal(session.sender, header, 7, PAYLOAD);
    byte[] rtcp = SrtpPeers.sealRtcp(session.sender, SrtpPeers.senderReport(SSRC));
    for (int length = 0; length < sealed.length; length++) {
      assertTrue(session.receiver.unprotectRtp(sealed.clone(), 0, length) < 0);
      assertTrue(session.open(Arrays.copyOf(sealed, length)) < 0);
    }
    for (int length = 0; length < rtcp.length; length++) {
      assertTrue(session.openRtcp(Arrays.copyOf(rtcp, length)) < 0);
    }

    assertEquals(24 + PAYLOAD.length, session.open(sealed));
    assertEquals(28, session.openRtcp(rtcp));
  }

  @Test
  void refusesAnExtensionThatPointsBehindThePacket() {
    Session session = new Session(SrtpProfile.AEAD_AES_128_GCM);
    byte[] packet = new byte[60];
    packet[0] = (byte) 0x90;
    packet[14] = (byte) 0xFF;
    packet[15] = (byte) 0xFF;

    assertEquals(SrtpResult.MALFORMED, session.open(packet));
    packet[0] = 0x10;
    assertEquals(SrtpResult.MALFORMED, session.open(packet), "version 0");
  }

  @ParameterizedTest
  @EnumSource
  void refusesReplayedAndForgedRtcp(SrtpProfile profile) {
    Session session = new Session(profile);
    byte[] report = SrtpPeers.senderReport(SSRC);
    byte[][] sealed = new byte[130][];
    for (int i = 0; i < sealed.length; i++) {
      sealed[i] = SrtpPeers.sealRtcp(session.sender, report);
    }
    assertEquals(28, session.openRtcp(sealed[1]));
    assertEquals(SrtpResult.REPLAYED, session.openRtcp(sealed[1]));
    assertEquals(28, session.openRtcp(sealed[0]), "late, but inside the window");
    for (int bit = 0; bit < sealed[2].length * 8; bit++) {
      byte[] forged = sealed[2].clone();
      forged[bit >>> 3] ^= (byte) (1 << (bit & 7));
      assertTrue(session.openRtcp(forged) < 0, "bit " + bit);
    }
    assertEquals(28, session.openRtcp(sealed[129]));
    assertEquals(28, session.openRtcp(sealed[2]), "127 packets ago");
    assertEquals(SrtpResult.REPLAYED, session.openRtcp(sealed[1]), "128 packets ago");
  }

  @ParameterizedTest
  @EnumSource
  void refusesUnencryptedRtcp(SrtpProfile profile) {
    Session session = new Session(profile);
    byte[] sealed = SrtpPeers.sealRtcp(session.sender, SrtpPeers.senderReport(SSRC));
    int indexWord = profile.aead() ? sealed.length - 4 : sealed.length - 14;
    sealed[indexWord] &= 0x7F;

    assertEquals(SrtpResult.UNENCRYPTED, session.openRtcp(sealed));
  }

  @ParameterizedTest
  @EnumSource
  void opensNothingUnderOtherKeys(SrtpProfile profile) {
    Session session = new Session(profile);
    SrtpReceiver stranger = new SrtpReceiver(SrtpPeers.senderKeys(profile), SrtpOptions.defaults());
    byte[] rtp = session.seal(1);
    byte[] rtcp = SrtpPeers.sealRtcp(session.sender, SrtpPeers.senderReport(SSRC));

    assertEquals(SrtpResult.FORGED, stranger.unprotectRtp(rtp, 0, rtp.length));
    assertEquals(SrtpResult.FORGED, stranger.unprotectRtcp(rtcp, 0, rtcp.length));
  }

  @ParameterizedTest
  @EnumSource
  void opensNothingRandom(SrtpProfile profile) {
    Session session = new Session(profile);
    Random random = new Random(11);
    for (int i = 0; i < 5000; i++) {
      byte[] noise = SrtpPeers.bytes(random, random.nextInt(200));
      if (noise.length > 0 && random.nextBoolean()) {
        noise[0] = (byte) (0x80 | (noise[0] & 0x3F));
      }
      assertTrue(session.open(noise) < 0);
      assertTrue(session.openRtcp(noise) < 0);
    }
  }

  @Test
  void namesEveryResult() {
    assertEquals("forged", SrtpResult.name(SrtpResult.FORGED));
    assertEquals("key_exhausted", SrtpResult.name(SrtpResult.KEY_EXHAUSTED));
    assertEquals("ok", SrtpResult.name(12));
  }

  private static final class Session {
    private final SrtpSender sender;
    private final SrtpReceiver receiver;

    private Session(SrtpProfile profile) {
      this(profile, SrtpOptions.defaults());
    }

    private Session(SrtpProfile profile, SrtpOptions options) {
      sender = new SrtpSender(SrtpPeers.senderKeys(profile));
      receiver = new SrtpReceiver(SrtpPeers.receiverKeys(profile), options);
    }

    private byte[] seal(long index) {
      return SrtpPeers.seal(sender, index, SSRC, PAYLOAD);
    }

    private int open(byte[] sealed) {
      return receiver.unprotectRtp(sealed.clone(), 0, sealed.length);
    }

    private int openRtcp(byte[] sealed) {
      return receiver.unprotectRtcp(sealed.clone(), 0, sealed.length);
    }
  }
}
