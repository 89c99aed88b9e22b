package dev.sluice.server.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.stun.Rfc5769;
import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** What one datagram does: answers, refusals and their counters. */
class IceLiteAgentTest {

  private final IceStory story = new IceStory();
  private final StunIntegrity ourPassword = new StunIntegrity(IceStory.SERVER.pwd());

  @Test
  void answersACheckWithTheAddressItCameFrom() {
    story.check(story.wifi);

    StunMessage response = story.lastResponse();
    assertEquals(StunMessage.BINDING_SUCCESS, response.type());
    assertEquals(story.wifi.remote(), response.xorMappedAddressOrNull());
    assertTrue(response.integrityMatches(ourPassword));
    assertTrue(response.fingerprintMatches());
    assertEquals('1', response.buffer()[response.transactionIdOffset()]);
    assertSame(story.wifi, story.lastRespondedOver());
  }

  @Test
  void answersOverIpv6() {
    story.check(story.third);
    assertEquals(story.third.remote(), story.lastResponse().xorMappedAddressOrNull());
  }

  @Test
  void selectsTheFirstValidatedPathAtOnce() {
    assertEquals(Optional.empty(), story.agent.selectedPath());
    assertNull(story.agent.selectedPathOrNull());

    story.check(story.wifi);

    assertEquals(
        List.of("validated 198.51.100.7:50001", "selected 198.51.100.7:50001"), story.told);
    assertTrue(story.agent.isValidated(story.wifi));
    assertFalse(story.agent.isValidated(story.cell));
    assertEquals(Optional.of(story.wifi), story.agent.selectedPath());
  }

  @Test
  void answersRetransmissionsWithoutSayingAnythingTwice() {
    byte[] request = story.request();
    story.receive(story.wifi, request);
    story.receive(story.wifi, request);
    assertEquals(2, story.responses.size());
    assertEquals(2, story.told.size());
    assertEquals(2, story.agent.stats().checks());
  }

  @Test
  void asksForNeitherPriorityNorRole() {
    story.receive(story.wifi, story.end(story.named("servUfrag123:peer")));
    assertEquals(StunMessage.BINDING_SUCCESS, story.lastResponse().type());
  }

  @Test
  void acceptsACheckWithoutFingerprint() {
    int length = story.full().integrity(ourPassword).finishWithoutFingerprint();
    story.receive(story.wifi, length);
    assertEquals(StunMessage.BINDING_SUCCESS, story.lastResponse().type());
  }

  @Test
  void acceptsAPeerThatNamesItselfOtherwiseAndCountsIt() {
    story.receive(story.wifi, story.end(story.named("servUfrag123:someoneElse")));
    assertEquals(StunMessage.BINDING_SUCCESS, story.lastResponse().type());
    assertEquals(1, story.agent.stats().foreignPeerUfrags());
    story.check(story.wifi);
    assertEquals(1, story.agent.stats().foreignPeerUfrags());
  }

  @Test
  void answers401ToAWrongPasswordAndValidatesNothing() {
    int length = story.full().integrity(new StunIntegrity("wrong")).finish();
    story.receive(story.wifi, length);

    assertEquals(401, story.lastResponse().errorCode());
    assertFalse(story.lastResponse().hasIntegrity());
    assertTrue(story.lastResponse().fingerprintMatches());
    assertEquals(List.of(), story.told);
    assertEquals(1, story.drops(IceDropReason.WRONG_INTEGRITY));
  }

  @Test
  void answers400ToARequestWithoutIntegrityOnlyIfItNamesUs() {
    story.receive(story.wifi, story.full().finish());
    assertEquals(400, story.lastResponse().errorCode());

    story.receive(story.wifi, story.begin(StunMessage.BINDING_REQUEST).finish());
    assertEquals(1, story.responses.size());
    assertEquals(2, story.drops(IceDropReason.NO_CREDENTIALS));
  }

  @Test
  void answers400ToARequestWithoutUsernameOverAValidatedPath() {
    story.check(story.wifi);
    StunWriter request = story.begin(StunMessage.BINDING_REQUEST).flag(StunAttribute.SOFTWARE);
    for (int i = 0; i < 4; i++) {
      request.u64(StunAttribute.ICE_CONTROLLING, i);
    }
    story.receive(story.wifi, request.finish());
    assertEquals(400, story.lastResponse().errorCode());
  }

  @Test
  void neverAnswersAnUnauthenticatedRequestWithMoreBytesThanItHad() {
    story.check(story.wifi);
    story.receive(story.wifi, story.begin(StunMessage.BINDING_REQUEST).finish());
    assertEquals(1, story.responses.size());
    assertEquals(1, story.drops(IceDropReason.NO_CREDENTIALS));
  }

  @Test
  void keepsSilentTowardsRequestsForSomebodyElse() {
    for (String username : List.of("servUfrag12:peer", "servUfrag1234:peer", "x", "servUfrag123")) {
      story.receive(story.wifi, story.end(story.named(username)));
    }
    assertEquals(List.of(), story.responses);
    assertEquals(4, story.drops(IceDropReason.WRONG_UFRAG));
  }

  @Test
  void answers401ToAnotherUfragOverAValidatedPath() {
    story.check(story.wifi);
    story.receive(story.wifi, story.end(story.named("retiredUfrag:peer")));
    assertEquals(401, story.lastResponse().errorCode());
  }

  @Test
  void limitsUnauthenticatedAnswers() {
    for (int i = 0; i < 60; i++) {
      story.receive(story.wifi, story.full().integrity(new StunIntegrity("wrong")).finish());
    }
    assertEquals(10, story.responses.size());
    story.passMillis(1000);
    story.receive(story.wifi, story.full().integrity(new StunIntegrity("wrong")).finish());
    assertEquals(11, story.responses.size());
    assertEquals(11, story.agent.stats().errorResponses());
  }

  @Test
  void answers487OnlyIfThePeerSaysItIsControlled() {
    StunWriter request =
        story.named("servUfrag123:peer").u64(StunAttribute.ICE_CONTROLLED, Long.MIN_VALUE);
    story.receive(story.wifi, story.end(request));

    assertEquals(487, story.lastResponse().errorCode());
    assertTrue(story.lastResponse().integrityMatches(ourPassword));
    assertEquals(List.of(), story.told);
    assertEquals(1, story.drops(IceDropReason.ROLE_CONFLICT));
  }

  @Test
  void answers487ToTheSampleRequestOfRfc5769() {
    IceStory sample =
        new IceStory(
            new IceCredentials("evtj", Rfc5769.PASSWORD), new IceCredentials("h6vY", "unused"));
    sample.receive(sample.wifi, Rfc5769.request());
    assertEquals(487, sample.lastResponse().errorCode());
    assertTrue(sample.lastResponse().integrityMatches(new StunIntegrity(Rfc5769.PASSWORD)));
  }

  @Test
  void answers420AndListsWhatItDoesNotUnderstand() {
    story.receive(story.wifi, story.end(story.full().flag(0x7777).u32(0xC057, 1)));

    StunMessage response = story.lastResponse();
    assertEquals(420, response.errorCode());
    assertTrue(response.integrityMatches(ourPassword));
    assertTrue(response.find(StunAttribute.UNKNOWN_ATTRIBUTES));
    assertEquals(2, response.valueLength());
    assertEquals(0x77, response.buffer()[response.valueOffset()]);
    assertEquals(List.of(), story.told);
  }

  @Test
  void dropsAWrongFingerprint() {
    byte[] request = story.request();
    request[request.length - 1] ^= 1;
    story.receive(story.wifi, request);
    assertEquals(List.of(), story.responses);
    assertEquals(1, story.drops(IceDropReason.BAD_FINGERPRINT));
  }

  @Test
  void takesIndicationsOnlyOverValidatedPathsAndNotAsLife() {
    story.receive(story.wifi, story.begin(StunMessage.BINDING_INDICATION).finish());
    assertEquals(1, story.drops(IceDropReason.STRAY_INDICATION));
    story.check(story.wifi);
    for (int second = 0; second < 31; second++) {
      story.passMillis(1000);
      story.receive(story.wifi, story.begin(StunMessage.BINDING_INDICATION).finish());
    }
    assertEquals(31, story.agent.stats().indications());
    assertEquals(1, story.responses.size());
    assertTrue(story.told.contains("expired"));
  }

  @Test
  void dropsResponsesAndOtherMethods() {
    story.receive(story.wifi, story.begin(StunMessage.BINDING_SUCCESS).finish());
    story.receive(story.wifi, story.begin(StunMessage.BINDING_ERROR).finish());
    story.receive(story.wifi, story.begin(0x0003).finish());
    assertEquals(3, story.drops(IceDropReason.UNEXPECTED_TYPE));
    assertEquals(List.of(), story.responses);
  }

  @Test
  void limitsWhatUnprovenPathsCostAndStillHearsProvenOnes() {
    story.check(story.wifi);
    for (int port = 1; port <= 500; port++) {
      story.check(new TestPath("203.0.113.200", port));
    }
    assertEquals(64, story.agent.stats().checks());
    assertEquals(437, story.drops(IceDropReason.RATE_LIMITED));
    story.check(story.wifi);
    assertEquals(65, story.agent.stats().checks());
    assertEquals(8, story.agent.stats().validatedPaths());
    assertSame(story.wifi, story.agent.selectedPathOrNull());
  }

  @Test
  void limitsChecksOverOnePath() {
    for (int i = 0; i < 1000; i++) {
      story.check(story.wifi);
    }
    long taken = story.agent.stats().checks();
    assertTrue(taken >= 400 && taken <= 401, "took " + taken);
    story.passMillis(1000);
    story.check(story.wifi);
    assertEquals(taken + 1, story.agent.stats().checks());
  }

  @Test
  void hasNoEffectWhenAPacketIsShortenedOrDamaged() {
    byte[] request = story.request();
    for (int length = 0; length < request.length; length++) {
      receiveLater(length, Arrays.copyOf(request, length));
    }
    assertEquals(request.length, story.drops(IceDropReason.MALFORMED));
    for (int bit = 0; bit < protectedLength(request) * 8; bit++) {
      byte[] damaged = request.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      receiveLater(bit, damaged);
    }
    assertEquals(List.of(), story.told);
    assertEquals(0, story.agent.stats().checks());
    assertEquals(0, story.drops(IceDropReason.RATE_LIMITED));
  }

  @Test
  void hasNoEffectWhenAnythingUnderItsIntegrityIsDamagedAndFingerprintedAnew() {
    Random random = new Random(8489);
    byte[] request = story.request();
    int bound = protectedLength(request);
    CRC32 crc = new CRC32();
    for (int round = 0; round < 50_000; round++) {
      byte[] data = request.clone();
      data[random.nextInt(bound)] += (byte) (1 + random.nextInt(255));
      for (int i = random.nextInt(3); i > 0; i--) {
        data[20 + random.nextInt(bound - 20)] ^= (byte) random.nextInt();
      }
      crc.reset();
      crc.update(data, 0, bound);
      BigEndian.putI32(data, bound + 4, (int) crc.getValue() ^ 0x5354554E);
      if (!Arrays.equals(data, request)) {
        receiveLater(round, data);
      }
    }
    assertEquals(List.of(), story.told);
    assertTrue(story.drops(IceDropReason.WRONG_INTEGRITY) > 10_000);
    assertEquals(0, story.drops(IceDropReason.RATE_LIMITED));
  }

  /** Everything before FINGERPRINT, which is 8 bytes long. */
  private static int protectedLength(byte[] request) {
    return request.length - 8;
  }

  private void receiveLater(int round, byte[] data) {
    long laterNanos = story.nowNanos() + TimeUnit.MILLISECONDS.toNanos(50L * round);
    story.agent.receive(story.wifi, data, 0, data.length, laterNanos);
  }

  @Test
  void refusesOptionsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new IceOptions(0, 1, 1, 1, 8));
    assertThrows(IllegalArgumentException.class, () -> new IceOptions(1, 1, -1, 1, 8));
    assertThrows(IllegalArgumentException.class, () -> new IceOptions(1, 1, 1, 1, 1));
    assertEquals(7, IceOptions.defaults().withLivenessNanos(7).livenessNanos());
  }
}
