package dev.sluice.server.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class StunWriterTest {

  private final StunWriter writer = new StunWriter();
  private final StunMessage message = new StunMessage();
  private final byte[] out = new byte[512];

  @Test
  void writesTheSampleResponsesAsTheyStandInTheRfc() {
    assertReproduces(Rfc5769.ipv4Response(), new InetSocketAddress("192.0.2.1", 32853));
    assertReproduces(
        Rfc5769.ipv6Response(),
        new InetSocketAddress("2001:db8:1234:5678:11:2233:4455:6677", 32853));
  }

  /** The RFC pads with a space, so its SOFTWARE is given here together with the padding. */
  private void assertReproduces(byte[] sample, InetSocketAddress address) {
    StunIntegrity integrity = new StunIntegrity(Rfc5769.PASSWORD);
    int length =
        writer
            .begin(out, 3, StunMessage.BINDING_SUCCESS, sample, 8)
            .text(StunAttribute.SOFTWARE, "test vector ")
            .xorMappedAddress(address)
            .finishWithoutFingerprint();
    out[3 + 20 + 3] = 11;
    assertEquals(sample.length - 24 - 8, length);
    int end = writer.integrity(integrity).finish();
    assertArrayEquals(sample, Arrays.copyOfRange(out, 3, 3 + end));
  }

  @Test
  void whatItWritesIsReadBack() {
    StunIntegrity integrity = new StunIntegrity("a password of some length");
    byte[] transactionId = "0123456789ab".getBytes(UTF_8);
    int length =
        writer
            .begin(out, 0, StunMessage.BINDING_REQUEST, transactionId, 0)
            .text(StunAttribute.USERNAME, "local:peer")
            .u64(StunAttribute.ICE_CONTROLLING, 0x0123456789ABCDEFL)
            .flag(StunAttribute.USE_CANDIDATE)
            .u32(StunAttribute.PRIORITY, -2)
            .u32(StunAttribute.NOMINATION, 5)
            .integrity(integrity)
            .finish();

    assertTrue(message.wrap(out, 0, length));
    assertEquals(0, length % 4);
    assertEquals(StunMessage.BINDING_REQUEST, message.type());
    assertTrue(message.find(StunAttribute.USERNAME));
    assertEquals(10, message.valueLength());
    assertTrue(message.find(StunAttribute.USE_CANDIDATE));
    assertEquals(0xFFFFFFFEL, message.u32(StunAttribute.PRIORITY));
    assertEquals(5, message.u32(StunAttribute.NOMINATION));
    assertTrue(message.fingerprintMatches());
    assertTrue(message.integrityMatches(integrity));
    assertFalse(message.integrityMatches(new StunIntegrity("another password")));
    int at = message.transactionIdOffset();
    assertArrayEquals(transactionId, Arrays.copyOfRange(message.buffer(), at, at + 12));
  }

  @Test
  void writesUnknownAttributesWithPadding() {
    int length =
        writer
            .begin(out, 0, StunMessage.BINDING_ERROR, new byte[12], 0)
            .errorCode(420, "Unknown Attribute")
            .unknownAttributes(new int[] {0x7777, 0x001C, 0x0003, 9}, 3)
            .finish();

    assertTrue(message.wrap(out, 0, length));
    assertEquals(420, message.errorCode());
    assertTrue(message.find(StunAttribute.UNKNOWN_ATTRIBUTES));
    assertEquals(6, message.valueLength());
    int at = message.valueOffset();
    assertArrayEquals(
        new byte[] {0x77, 0x77, 0, 0x1C, 0, 3, 0, 0}, Arrays.copyOfRange(out, at, at + 8));
  }
}
