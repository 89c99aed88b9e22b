package dev.sluice.server.stun;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StunUfragTest {

  private final byte[] out = new byte[1500];

  @Test
  void readsWhatStandsBeforeTheColon() {
    byte[] sample = Rfc5769.request();
    assertEquals("evtj", StunUfrag.localUfrag(sample, 0, sample.length));
    assertEquals("ab+/CD12", ufragOf("ab+/CD12:peer"));
    assertEquals("abcd", ufragOf("abcd:"));
    assertEquals("a".repeat(256), ufragOf("a".repeat(256) + ":peer"));
  }

  @Test
  void readsAMessageInTheMiddleOfAnArray() {
    byte[] sample = Rfc5769.request();
    byte[] data = new byte[sample.length + 20];
    System.arraycopy(sample, 0, data, 9, sample.length);
    assertEquals("evtj", StunUfrag.localUfrag(data, 9, sample.length));
  }

  @Test
  void findsNoneInUsernamesThatNameNone() {
    assertNull(ufragOf("nocolon"));
    assertNull(ufragOf(""));
    assertNull(ufragOf("abc:peer"));
    assertNull(ufragOf(":peer"));
    assertNull(ufragOf("ab cd:peer"));
    assertNull(ufragOf("ab\u00e9cd:peer"));
    assertNull(ufragOf("a".repeat(257) + ":peer"));
  }

  @Test
  void findsNoneInResponsesAndIndications() {
    byte[] sample = Rfc5769.request();
    for (int type :
        new int[] {
          StunMessage.BINDING_INDICATION, StunMessage.BINDING_SUCCESS, StunMessage.BINDING_ERROR, 3
        }) {
      sample[0] = (byte) (type >> 8);
      sample[1] = (byte) type;
      assertNull(StunUfrag.localUfrag(sample, 0, sample.length));
    }
  }

  @Test
  void findsNoneInEveryShortenedSample() {
    byte[] sample = Rfc5769.request();
    for (int length = 0; length < sample.length; length++) {
      assertNull(StunUfrag.localUfrag(Arrays.copyOf(sample, length), 0, length));
    }
  }

  @Test
  void staysInsideItsBoundsOnRandomBytes() {
    Random random = new Random(8445);
    byte[] sample = Rfc5769.request();
    for (int round = 0; round < 100_000; round++) {
      byte[] data = sample.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        data[20 + random.nextInt(data.length - 20)] = (byte) random.nextInt();
      }
      String ufrag = StunUfrag.localUfrag(data, 0, data.length);
      assertEquals(true, ufrag == null || ufrag.length() <= 256);
    }
  }

  private String ufragOf(String username) {
    int length =
        new StunWriter()
            .begin(out, 0, StunMessage.BINDING_REQUEST, "123456789012".getBytes(UTF_8), 0)
            .u32(StunAttribute.PRIORITY, 1)
            .text(StunAttribute.USERNAME, username)
            .finish();
    return StunUfrag.localUfrag(out, 0, length);
  }
}
