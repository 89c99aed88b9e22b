package dev.sluice.server.stun;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;

class StunMessageFuzzTest {

  private static final int[] TYPES = {
    StunAttribute.USERNAME,
    StunAttribute.ERROR_CODE,
    StunAttribute.XOR_MAPPED_ADDRESS,
    StunAttribute.PRIORITY,
    StunAttribute.NOMINATION
  };

  @FuzzTest
  void neverReadsOutsideTheMessage(byte[] data) {
    // Exactly as long as the message, so that reading on would be out of bounds.
    String ufrag = StunUfrag.localUfrag(data, 0, data.length);
    assertTrue(ufrag == null || (ufrag.length() >= 4 && ufrag.length() <= 256));
    StunMessage message = new StunMessage();
    if (!message.wrap(data, 0, data.length)) {
      return;
    }
    message.fingerprintMatches();
    message.integrityMatches(new StunIntegrity(Rfc5769.PASSWORD));
    message.xorMappedAddressOrNull();
    int error = message.errorCode();
    assertTrue(error == -1 || (error >= 300 && error <= 699));
    assertTrue(message.unknownRequired(new int[8]) <= 8);
    for (int type : TYPES) {
      if (message.find(type)) {
        int end = message.valueOffset() + message.valueLength();
        assertTrue(message.valueOffset() >= 24 && end <= data.length);
        assertTrue(message.u32(type) >= -1);
      }
    }
  }
}
