package dev.sluice.server.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.forwarding.SizeLimits;
import org.junit.jupiter.api.Test;

class SlotDemandTest {

  private final SlotDemand demand = new SlotDemand();

  @Test
  void isShownAtAnySizeUntilSomethingIsSaid() {
    assertFalse(demand.hidden());
    assertEquals(SizeLimits.NONE, demand.limits());
    assertEquals(LayerChoice.AUTOMATIC, demand.choice());
  }

  @Test
  void aSizeOfNothingHidesIt() {
    demand.hint(0, 0);
    assertTrue(demand.hidden());

    demand.hint(320, 180);
    assertFalse(demand.hidden());
  }

  @Test
  void theSizeShownAndTheLimitsOfAChoiceHoldTogether() {
    demand.hint(320, 180);
    demand.choose(LayerChoice.within(1280, 720));
    assertEquals(new SizeLimits(320, 180, 1280, 720), demand.limits());

    demand.hint(640, 360);
    assertEquals(new SizeLimits(640, 360, 1280, 720), demand.limits());
  }

  @Test
  void anotherChoiceTakesTheFormerOnesLimitsBack() {
    demand.choose(LayerChoice.within(1280, 720));

    demand.choose(LayerChoice.ofEncoding(1));

    assertEquals(SizeLimits.NONE, demand.limits());
    assertEquals(LayerChoice.ofEncoding(1), demand.choice());
  }
}
