package dev.sluice.server.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SrtpRoundTripTest {

  static Stream<Arguments> combinations() {
    return Stream.of(SrtpProfile.values())
        .flatMap(profile -> SrtpPeers.providers().map(p -> Arguments.of(profile, p)));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void opensWhatWasSealedAtEveryPayloadLength(SrtpProfile profile, SrtpProviders providers) {
    SrtpSender sender = new SrtpSender(SrtpPeers.senderKeys(profile), providers);
    SrtpReceiver receiver = receiver(profile, providers);
    Random random = new Random(1);
    for (int length = 0; length < 1500; length += length < 70 ? 1 : 37) {
      byte[] payload = SrtpPeers.bytes(random, length);
      byte[] sealed = SrtpPeers.seal(sender, length, SrtpPeers.SSRC, payload);

      assertEquals(12 + length + profile.rtpTagLength(), sealed.length);
      assertEquals(12 + length, receiver.unprotectRtp(sealed, 0, sealed.length));
      assertEquals(length, receiver.lastIndex());
      assertArrayEquals(payload, Arrays.copyOfRange(sealed, 12, 12 + length));
    }
  }

  /** What a receiver without RTX gets when it asks for the packet that was sent last. */
  @ParameterizedTest
  @MethodSource("combinations")
  void sealsThePacketBeforeOnceMoreToTheSameBytes(SrtpProfile profile, SrtpProviders providers) {
    SrtpSender sender = new SrtpSender(SrtpPeers.senderKeys(profile), providers);
    byte[] payload = SrtpPeers.bytes(new Random(4), 500);
    byte[] first = SrtpPeers.seal(sender, 7, SrtpPeers.SSRC, payload);
    assertArrayEquals(first, SrtpPeers.seal(sender, 7, SrtpPeers.SSRC, payload));
    assertArrayEquals(first, SrtpPeers.seal(sender, 7, SrtpPeers.SSRC, payload));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void gathersPrefixPayloadAndPadding(SrtpProfile profile, SrtpProviders providers) {
    SrtpSender sender = new SrtpSender(SrtpPeers.senderKeys(profile), providers);
    SrtpReceiver receiver = receiver(profile, providers);
    byte[] shared = SrtpPeers.bytes(new Random(2), 1200);
    byte[] prefix = {9, 1, 2, 3, 4, 5, 6, 9};
    for (int prefixLength = 0; prefixLength <= 6; prefixLength++) {
      for (int padding : new int[] {0, 1, 7, 255}) {
        int index = prefixLength << 8 | padding;
        byte[] out = new byte[1700];
        System.arraycopy(SrtpPeers.header(index, SrtpPeers.SSRC), 0, out, 100, 12);
        int length =
            sender.protectRtp(
                out, 100, 12, index, prefix, 1, prefixLength, shared, 33, 1000, padding);
        int clear = receiver.unprotectRtp(out, 100, length);

        assertEquals(12 + prefixLength + 1000 + padding, clear);
        byte[] expected = new byte[prefixLength + 1000 + padding];
        System.arraycopy(prefix, 1, expected, 0, prefixLength);
        System.arraycopy(shared, 33, expected, prefixLength, 1000);
        if (padding > 0) {
          expected[expected.length - 1] = (byte) padding;
        }
        assertArrayEquals(expected, Arrays.copyOfRange(out, 112, 100 + clear));
      }
    }
    assertArrayEquals(
        SrtpPeers.bytes(new Random(2), 1200), shared, "the shared packet is untouched");
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void leavesHeaderCsrcsAndExtensionsInTheClear(SrtpProfile profile, SrtpProviders providers) {
    SrtpSender sender = new SrtpSender(SrtpPeers.senderKeys(profile), providers);
    SrtpReceiver receiver = receiver(profile, providers);
    byte[] header = Arrays.copyOf(SrtpPeers.header(5, SrtpPeers.SSRC), 12 + 8 + 4 + 8);
    header[0] = (byte) (0x80 | 0x10 | 2);
    header[20] = (byte) 0xBE;
    header[21] = (byte) 0xDE;
    header[23] = 2;
    header[24] = 0x10;
    byte[] payload = {1, 2, 3};
    byte[] sealed = SrtpPeers.seal(sender, header, 5, payload);

    assertArrayEquals(header, Arrays.copyOf(sealed, header.length));
    assertEquals(header.length + 3, receiver.unprotectRtp(sealed, 0, sealed.length));
    assertArrayEquals(
        payload, Arrays.copyOfRange(sealed, header.length, header.length + payload.length));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void opensSealedRtcp(SrtpProfile profile, SrtpProviders providers) {
    SrtpSender sender = new SrtpSender(SrtpPeers.senderKeys(profile), providers);
    SrtpReceiver receiver = receiver(profile, providers);
    for (int i = 0; i < 10; i++) {
      byte[] report = SrtpPeers.senderReport(SrtpPeers.SSRC);
      byte[] sealed = SrtpPeers.sealRtcp(sender, report);

      assertEquals(28 + 4 + profile.rtcpTagLength(), sealed.length);
      assertEquals(28, receiver.unprotectRtcp(sealed, 0, sealed.length));
      assertArrayEquals(report, Arrays.copyOf(sealed, 28));
    }
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void sealsAnEmptyReportOfEightBytes(SrtpProfile profile, SrtpProviders providers) {
    SrtpSender sender = new SrtpSender(SrtpPeers.senderKeys(profile), providers);
    SrtpReceiver receiver = receiver(profile, providers);
    byte[] report = Arrays.copyOf(SrtpPeers.senderReport(SrtpPeers.SSRC), 8);
    byte[] sealed = SrtpPeers.sealRtcp(sender, report);

    assertEquals(8, receiver.unprotectRtcp(sealed, 0, sealed.length));
    assertEquals(SrtpResult.MALFORMED, sender.protectRtcp(report, 0, 7, new byte[64], 0));
  }

  @Test
  void allProvidersProduceIdenticalBytes() {
    List<SrtpProviders> all = SrtpPeers.providers().toList();
    for (SrtpProfile profile : SrtpProfile.values()) {
      List<SrtpSender> senders =
          all.stream().map(p -> new SrtpSender(SrtpPeers.senderKeys(profile), p)).toList();
      Random random = new Random(3);
      for (int i = 0; i < 300; i++) {
        byte[] payload = SrtpPeers.bytes(random, random.nextInt(1300));
        byte[] prefix = SrtpPeers.bytes(random, random.nextInt(8));
        int padding = random.nextInt(4);
        long index = (long) i * 0x10001;
        byte[] first = null;
        for (SrtpSender sender : senders) {
          byte[] out = new byte[1500];
          System.arraycopy(SrtpPeers.header((int) index & 0xFFFF, 77), 0, out, 0, 12);
          sender.protectRtp(
              out, 0, 12, index, prefix, 0, prefix.length, payload, 0, payload.length, padding);
          first = first == null ? out : first;
          assertArrayEquals(first, out);
        }
        byte[] firstRtcp = null;
        for (SrtpSender sender : senders) {
          byte[] out = SrtpPeers.sealRtcp(sender, SrtpPeers.senderReport(i));
          firstRtcp = firstRtcp == null ? out : firstRtcp;
          assertArrayEquals(firstRtcp, out);
        }
      }
    }
  }

  @Test
  void refusesAnIndexBeyond48Bits() {
    SrtpSender sender = new SrtpSender(SrtpPeers.senderKeys(SrtpProfile.AES128_CM_HMAC_SHA1_80));
    byte[] out = Arrays.copyOf(SrtpPeers.header(0, 1), 64);
    byte[] payload = new byte[4];

    assertEquals(
        SrtpResult.KEY_EXHAUSTED,
        sender.protectRtp(out, 0, 12, 1L << 48, null, 0, 0, payload, 0, 4, 0));
    assertEquals(26, sender.protectRtp(out, 0, 12, (1L << 48) - 1, null, 0, 0, payload, 0, 4, 0));
  }

  private static SrtpReceiver receiver(SrtpProfile profile, SrtpProviders providers) {
    return new SrtpReceiver(SrtpPeers.receiverKeys(profile), SrtpOptions.defaults(), providers);
  }
}
