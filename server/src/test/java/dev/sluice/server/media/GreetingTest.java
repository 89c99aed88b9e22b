package dev.sluice.server.media;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.server.media.Greeting.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreetingTest {

  private static final byte[] GREETING = TcpPeer.framed(LoopFixture.bindingRequest("someufrag"));

  @Test
  void isRecognisedByItsFirstTenBytesAndNotRuledOutBefore() {
    for (int length = 0; length < Greeting.TELLING_BYTES; length++) {
      assertEquals(Verdict.PERHAPS, Greeting.judge(GREETING, length));
    }
    for (int length = Greeting.TELLING_BYTES; length <= GREETING.length; length++) {
      assertEquals(Verdict.YES, Greeting.judge(GREETING, length));
    }
    assertEquals(GREETING.length, Greeting.frameEnd(GREETING));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n",
        "POST /whip/room HTTP/1.1\r\n",
        "OPTIONS * HTTP/1.1\r\n",
        "PRI * HTTP/2.0\r\n",
        "\u0016\u0003\u0001\u0002\u0000",
        "\r\nGET / HTTP/1.1\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n",
        "\r\n\r\n\u0000\r\nQUIT\n"
      })
  void whatElseComesToSuchAPortIsToldByItsFirstByte(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);

    assertEquals(Verdict.NO, Greeting.judge(bytes, 1));
    assertEquals(Verdict.NO, Greeting.judge(bytes, bytes.length));
  }

  @Test
  void anyOtherTellingByteRulesItOut() {
    for (int at = 0; at < Greeting.TELLING_BYTES; at++) {
      byte[] bytes = GREETING.clone();
      bytes[at] ^= 0x10;
      int firstKnown = at < 2 ? Greeting.COOKIE_AT : at + 1;
      assertEquals(Verdict.NO, Greeting.judge(bytes, Math.max(firstKnown, 6)), "byte " + at);
    }
  }

  @Test
  void lengthsThatNoBindingRequestHasRuleItOut() {
    byte[] tooLong = GREETING.clone();
    tooLong[0] = (byte) ((Greeting.MAX_FRAME_LENGTH + 1) >> 8);
    tooLong[1] = (byte) (Greeting.MAX_FRAME_LENGTH + 1);
    byte[] tooShort = Arrays.copyOf(GREETING, GREETING.length);
    tooShort[1] = 19;

    assertEquals(Verdict.NO, Greeting.judge(tooLong, 2));
    assertEquals(Verdict.NO, Greeting.judge(tooShort, 2));
  }
}
