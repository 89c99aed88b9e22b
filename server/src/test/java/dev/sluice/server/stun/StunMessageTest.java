package dev.sluice.server.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunMessageTest {

  private static final byte[] TRANSACTION_ID = "transaction!".getBytes(UTF_8);

  private final StunMessage message = new StunMessage();
  private final StunIntegrity integrity = new StunIntegrity(Rfc5769.PASSWORD);
  private final byte[] out = new byte[2000];

  @Test
  void readsSampleRequest() {
    assertTrue(wrap(Rfc5769.request()));

    assertEquals(StunMessage.BINDING_REQUEST, message.type());
    assertEquals("STUN test client", text(StunAttribute.SOFTWARE));
    assertEquals(0x6E0001FFL, message.u32(StunAttribute.PRIORITY));
    assertTrue(message.find(StunAttribute.ICE_CONTROLLED));
    assertEquals(8, message.valueLength());
    assertEquals("evtj:h6vY", text(StunAttribute.USERNAME));
    assertTrue(message.integrityMatches(integrity));
    assertTrue(message.fingerprintMatches());
    assertEquals(0, message.unknownRequired(new int[4]));
  }

  @Test
  void readsSampleIpv4Response() {
    assertTrue(wrap(Rfc5769.ipv4Response()));

    assertEquals(StunMessage.BINDING_SUCCESS, message.type());
    assertEquals(new InetSocketAddress("192.0.2.1", 32853), message.xorMappedAddressOrNull());
    assertTrue(message.integrityMatches(integrity));
    assertTrue(message.fingerprintMatches());
  }

  @Test
  void readsSampleIpv6Response() {
    assertTrue(wrap(Rfc5769.ipv6Response()));

    assertEquals(
        new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853),
        message.xorMappedAddressOrNull());
    assertTrue(message.integrityMatches(integrity));
    assertTrue(message.fingerprintMatches());
  }

  @Test
  void readsSampleLongTermRequestAndRefusesItsIntegrityUnderAShortTermKey() {
    assertTrue(wrap(Rfc5769.longTermRequest()));

    assertEquals("example.org", text(StunAttribute.REALM));
    assertTrue(message.find(StunAttribute.NONCE));
    assertTrue(message.hasIntegrity());
    assertFalse(message.integrityMatches(integrity));
    assertFalse(message.hasFingerprint());
    assertFalse(message.fingerprintMatches());
  }

  @Test
  void readsAMessageInTheMiddleOfAnArrayWithoutChangingIt() {
    byte[] sample = Rfc5769.request();
    byte[] data = new byte[sample.length + 40];
    Arrays.fill(data, (byte) 0xFF);
    System.arraycopy(sample, 0, data, 17, sample.length);
    byte[] before = data.clone();

    assertTrue(message.wrap(data, 17, sample.length));
    assertTrue(message.integrityMatches(integrity));
    assertTrue(message.fingerprintMatches());
    assertEquals("evtj:h6vY", text(StunAttribute.USERNAME));
    assertArrayEquals(before, data);
  }

  @Test
  void isReusableAfterAMessageThatWasRefused() {
    assertFalse(wrap(new byte[] {0, 1, 0, 0}));
    assertTrue(wrap(Rfc5769.ipv4Response()));
    assertTrue(wrap(Rfc5769.request()));
    assertEquals("evtj:h6vY", text(StunAttribute.USERNAME));
    assertNull(message.xorMappedAddressOrNull());
  }

  @Test
  void refusesEveryShortenedSample() {
    for (byte[] sample : samples()) {
      for (int length = 0; length < sample.length; length++) {
        assertFalse(message.wrap(Arrays.copyOf(sample, length), 0, length), "length " + length);
      }
    }
  }

  @Test
  void refusesEveryShortenedSampleWhoseLengthFieldWasMadeToFit() {
    for (byte[] sample : samples()) {
      for (int length = 20; length < sample.length; length += 4) {
        byte[] cut = Arrays.copyOf(sample, length);
        cut[2] = (byte) ((length - 20) >> 8);
        cut[3] = (byte) (length - 20);
        if (message.wrap(cut, 0, length)) {
          assertFalse(message.integrityMatches(integrity) && message.fingerprintMatches());
        }
      }
    }
  }

  @Test
  void noticesEveryFlippedBit() {
    byte[] sample = Rfc5769.request();
    for (int bit = 0; bit < sample.length * 8; bit++) {
      byte[] damaged = sample.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      boolean accepted =
          wrap(damaged) && message.integrityMatches(integrity) && message.fingerprintMatches();
      assertFalse(accepted, "bit " + bit);
    }
  }

  @Test
  void refusesADatagramThatIsLongerThanItsLengthFieldSays() {
    byte[] sample = Rfc5769.request();
    assertFalse(wrap(Arrays.copyOf(sample, sample.length + 4)));
  }

  @Test
  void refusesAnythingWithoutTheMagicCookie() {
    byte[] sample = Rfc5769.request();
    sample[4] = 0;
    assertFalse(wrap(sample));
  }

  @Test
  void refusesAttributesBehindFingerprint() {
    int length = begin().u32(StunAttribute.FINGERPRINT, 1).finishWithoutFingerprint();
    assertTrue(message.wrap(out, 0, length));
    length =
        begin()
            .u32(StunAttribute.FINGERPRINT, 1)
            .flag(StunAttribute.USE_CANDIDATE)
            .finishWithoutFingerprint();
    assertFalse(message.wrap(out, 0, length));
  }

  @Test
  void doesNotSeeAttributesBehindIntegrity() {
    int length =
        begin()
            .u32(StunAttribute.PRIORITY, 7)
            .integrity(integrity)
            .flag(StunAttribute.USE_CANDIDATE)
            .flag(0x7777)
            .finish();
    assertTrue(message.wrap(out, 0, length));
    assertTrue(message.integrityMatches(integrity));
    assertEquals(7, message.u32(StunAttribute.PRIORITY));
    assertFalse(message.find(StunAttribute.USE_CANDIDATE));
    assertEquals(0, message.unknownRequired(new int[4]));
  }

  @Test
  void takesTheFirstOfSeveralAttributesOfOneType() {
    int length = begin().u32(StunAttribute.PRIORITY, 1).u32(StunAttribute.PRIORITY, 2).finish();
    assertTrue(message.wrap(out, 0, length));
    assertEquals(1, message.u32(StunAttribute.PRIORITY));
  }

  @Test
  void refusesMoreAttributesThanItsBound() {
    StunWriter writer = begin();
    for (int i = 0; i < StunMessage.MAX_ATTRIBUTES; i++) {
      writer.flag(StunAttribute.USE_CANDIDATE);
    }
    assertTrue(message.wrap(out, 0, writer.finishWithoutFingerprint()));
    assertFalse(message.wrap(out, 0, writer.flag(StunAttribute.USE_CANDIDATE).finish()));
  }

  @Test
  void refusesMessagesLongerThanADatagram() {
    String filler = "x".repeat(StunMessage.MAX_LENGTH);
    int length = begin().text(StunAttribute.SOFTWARE, filler).finish();
    assertFalse(message.wrap(out, 0, length));
  }

  @Test
  void saysThatAnAttributeOfWrongLengthHasNoValue() {
    int length = begin().u64(StunAttribute.PRIORITY, 1).flag(StunAttribute.NOMINATION).finish();
    assertTrue(message.wrap(out, 0, length));
    assertEquals(-1, message.u32(StunAttribute.PRIORITY));
    assertEquals(-1, message.u32(StunAttribute.NOMINATION));
    assertEquals(-1, message.u32(StunAttribute.FINGERPRINT));
  }

  @Test
  void refusesIntegrityAndFingerprintOfWrongLength() {
    int length = begin().u32(StunAttribute.MESSAGE_INTEGRITY, 1).finish();
    assertFalse(message.wrap(out, 0, length));
    length = begin().u64(StunAttribute.FINGERPRINT, 1).finishWithoutFingerprint();
    assertFalse(message.wrap(out, 0, length));
  }

  @Test
  void listsUnknownAttributesOnlyIfTheyHaveToBeUnderstood() {
    int length =
        begin()
            .u32(0x001C, 1)
            .u32(0xC057, 1)
            .flag(0x7FFE)
            .u32(StunAttribute.PRIORITY, 1)
            .flag(0x0003)
            .finish();
    assertTrue(message.wrap(out, 0, length));
    int[] types = new int[8];
    assertEquals(3, message.unknownRequired(types));
    assertArrayEquals(new int[] {0x001C, 0x7FFE, 0x0003}, Arrays.copyOf(types, 3));
    assertEquals(2, message.unknownRequired(new int[2]));
  }

  @Test
  void refusesAddressesOfWrongFamilyOrLength() {
    byte[] sample = Rfc5769.ipv4Response();
    sample[41] = 2;
    assertTrue(wrap(sample));
    assertNull(message.xorMappedAddressOrNull());
    sample[41] = 0;
    assertTrue(wrap(sample));
    assertNull(message.xorMappedAddressOrNull());
  }

  @Test
  void readsErrorCodesAndRefusesImpossibleOnes() {
    int length = begin().errorCode(487, "Role Conflict").finish();
    assertTrue(message.wrap(out, 0, length));
    assertEquals(487, message.errorCode());

    length = begin().u32(StunAttribute.ERROR_CODE, 0x00000200 | 5).finish();
    assertTrue(message.wrap(out, 0, length));
    assertEquals(-1, message.errorCode());

    length = begin().u32(StunAttribute.ERROR_CODE, 0x00000400 | 100).finish();
    assertTrue(message.wrap(out, 0, length));
    assertEquals(-1, message.errorCode());
  }

  @Test
  void staysInsideItsBoundsOnRandomBytes() {
    Random random = new Random(5769);
    int[] types = new int[4];
    int wrapped = 0;
    for (int round = 0; round < 200_000; round++) {
      int length = 20 + 4 * random.nextInt(12);
      byte[] data = new byte[length];
      random.nextBytes(data);
      System.arraycopy(Rfc5769.request(), 4, data, 4, 4);
      data[0] &= 0x3F;
      data[2] = 0;
      data[3] = (byte) (length - 20);
      for (int at = 20; at + 4 <= length; at += 4) {
        data[at + 2] = 0;
        data[at + 3] &= 0x1F;
      }
      if (message.wrap(data, 0, length)) {
        wrapped++;
        message.errorCode();
        message.xorMappedAddressOrNull();
        message.unknownRequired(types);
        message.fingerprintMatches();
        if (message.find(StunAttribute.USERNAME)) {
          assertTrue(message.valueOffset() + message.valueLength() <= length);
        }
      }
    }
    assertTrue(wrapped > 1000, "only " + wrapped + " were well formed");
  }

  private StunWriter begin() {
    return new StunWriter().begin(out, 0, StunMessage.BINDING_REQUEST, TRANSACTION_ID, 0);
  }

  private boolean wrap(byte[] data) {
    return message.wrap(data, 0, data.length);
  }

  private String text(int attributeType) {
    assertTrue(message.find(attributeType));
    return new String(message.buffer(), message.valueOffset(), message.valueLength(), UTF_8);
  }

  private static List<byte[]> samples() {
    return List.of(
        Rfc5769.request(),
        Rfc5769.ipv4Response(),
        Rfc5769.ipv6Response(),
        Rfc5769.longTermRequest());
  }
}
