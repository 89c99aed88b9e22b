package dev.sluice.server.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AudioLevelExtensionTest {

  @Test
  void separatesVoiceFromLevel() {
    assertTrue(AudioLevelExtension.voice((byte) 0x9e));
    assertEquals(30, AudioLevelExtension.level((byte) 0x9e));
    assertFalse(AudioLevelExtension.voice((byte) 0x7f));
    assertEquals(AudioLevelExtension.SILENCE, AudioLevelExtension.level((byte) 0x7f));
    assertEquals(0, AudioLevelExtension.level((byte) 0x80));
  }
}
