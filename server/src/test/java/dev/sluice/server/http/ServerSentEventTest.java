package dev.sluice.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ServerSentEventTest {

  @Test
  void standsInOneDataLine() {
    ServerSentEvent event = new ServerSentEvent("layers", "{\"0\":[]}");
    assertEquals("event: layers\ndata: {\"0\":[]}\n\n", new String(event.encoded(), UTF_8));
  }

  @Test
  void refusesLineEndsThatWouldBeginAnotherField() {
    assertThrows(IllegalArgumentException.class, () -> new ServerSentEvent("a\nb", "1"));
    assertThrows(IllegalArgumentException.class, () -> new ServerSentEvent("a", "1\r2"));
    assertThrows(IllegalArgumentException.class, () -> new ServerSentEvent("", "1"));
  }
}
