package dev.sluice.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any text is a message that survives a round trip or a {@link ProtocolException}; nothing else
 * comes out.
 */
class MessageCodecFuzzTest {
  private static final MessageCodec CODEC = new MessageCodec();

  @FuzzTest
  void clientMessages(FuzzedDataProvider data) throws ProtocolException {
    ClientMessage message;
    try {
      message = CODEC.parse(data.consumeRemainingAsString());
    } catch (ProtocolException refused) {
      return;
    }
    assertEquals(message, CODEC.parse(CODEC.write(message)));
  }

  @FuzzTest
  void serverMessages(FuzzedDataProvider data) throws ProtocolException {
    ServerMessage message;
    try {
      message = CODEC.parseServerMessage(data.consumeRemainingAsString());
    } catch (ProtocolException refused) {
      return;
    }
    assertEquals(message, CODEC.parseServerMessage(CODEC.write(message)));
  }
}
