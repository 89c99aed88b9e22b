package dev.sluice.server.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.ice.NetworkPath;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyPacketsTest {

  private static final NetworkPath PATH = new ConnectedTransport().path();

  private final EarlyPackets early = new EarlyPackets();

  @Test
  void keepsNoMoreThanAKeyframeNeeds() {
    byte[] packet = {1, 2, 3, 4};
    for (int i = 0; i < EarlyPackets.MAX_PACKETS; i++) {
      packet[0] = (byte) i;
      assertTrue(early.keep(PATH, packet, 0, 3, i));
    }
    assertFalse(early.keep(PATH, packet, 0, 3, 200));

    List<EarlyPackets.Early> kept = early.take();
    assertEquals(EarlyPackets.MAX_PACKETS, kept.size());
    assertArrayEquals(new byte[] {5, 2, 3}, kept.get(5).data());
    assertEquals(5, kept.get(5).arrivalNanos());
    assertTrue(early.take().isEmpty());
  }
}
