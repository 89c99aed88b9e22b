package dev.sluice.server.rtp.codec;

import static dev.sluice.server.rtp.codec.Payloads.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class H264ParameterSetsTest {

  private static final String SPS = "6742c028d900780227e5c0";
  private static final String OTHER_SPS = "6742c01ed900780227e5c0";
  private static final String PPS_0 = "68cb83cb20";
  private static final String PPS_1 = "684b83cb20";
  private static final String IDR = "65 88 84 00";

  private final H264ParameterSets sets = new H264ParameterSets();

  private boolean hear(String payload) {
    byte[] data = hex("ff" + payload);
    return sets.onPayload(data, 1, data.length - 1);
  }

  @Test
  void gathersWhatComesInPacketsOfItsOwn() {
    assertTrue(hear(SPS));
    assertEquals(0, sets.payload().length, "no picture set yet");
    assertTrue(hear(PPS_0));
    assertFalse(hear(IDR));
    assertArrayEquals(hex("78 000b" + SPS + "0005" + PPS_0), sets.payload());
  }

  @Test
  void gathersWhatComesInAnAggregate() {
    assertTrue(hear("78 000b" + SPS + "0005" + PPS_0 + "0004" + IDR));
    assertArrayEquals(hex("78 000b" + SPS + "0005" + PPS_0), sets.payload());
  }

  @Test
  void repeatsChangeNothing() {
    hear(SPS);
    hear(PPS_0);
    assertFalse(hear(SPS));
    assertFalse(hear(PPS_0));
  }

  @Test
  void keepsPictureSetsByTheirIds() {
    hear(SPS);
    hear(PPS_0);
    assertTrue(hear(PPS_1));
    assertTrue(hear("68cb83cb21"));
    assertArrayEquals(hex("78 000b" + SPS + "0005 68cb83cb21 0005" + PPS_1), sets.payload());
  }

  @Test
  void aNewSequenceSetEndsThePictureSetsOfTheFormer() {
    hear(SPS);
    hear(PPS_0);
    assertTrue(hear(OTHER_SPS));
    assertEquals(0, sets.payload().length);
    hear(PPS_0);
    assertArrayEquals(hex("78 000b" + OTHER_SPS + "0005" + PPS_0), sets.payload());
  }

  @Test
  void takesNoMoreThanFitsIntoOnePacket() {
    hear(SPS);
    hear(PPS_0);
    assertFalse(hear("68" + "4b".repeat(1200)));
    assertTrue(hear("68 4b" + "83".repeat(1090)));
    assertEquals(0, sets.payload().length);
  }

  @Test
  void takesNoMorePictureSetsThanItsBound() {
    hear(SPS);
    hear("6880");
    hear("6840");
    hear("6860");
    hear("6820");
    assertFalse(hear("6828"));
  }

  @Test
  void tellsPayloadsThatHoldASequenceSet() {
    byte[] aggregate = hex("78 000b" + SPS + "0005" + PPS_0);
    assertTrue(sets.heldIn(aggregate, 0, aggregate.length));
    byte[] idr = hex(IDR);
    assertFalse(sets.heldIn(idr, 0, idr.length));
  }
}
