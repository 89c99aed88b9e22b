package dev.sluice.recorder.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.upload.PartPlan.Growth;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartPlanTest {

  private static final long MIB = 1 << 20;

  @Test
  void partsOfTheDefaultPlanHoldTheLargestObject() {
    assertEquals(PartPlan.MAX_OBJECT_BYTES, PartPlan.DEFAULT.capacity());
    assertTrue(PartPlan.DEFAULT.parts(PartPlan.MAX_OBJECT_BYTES) <= PartPlan.MAX_PARTS);
    assertTrue(PartPlan.DEFAULT.size(PartPlan.MAX_PARTS) <= PartPlan.MAX_PART_BYTES);
  }

  @Test
  void partsDoubleEveryThousand() {
    PartPlan plan = PartPlan.DEFAULT;
    assertEquals(8 * MIB, plan.size(1));
    assertEquals(8 * MIB, plan.size(1000));
    assertEquals(16 * MIB, plan.size(1001));
    assertEquals(8000 * MIB, plan.offset(1001));
    assertEquals(8016 * MIB, plan.offset(1002));
  }

  @Test
  void partsOfOneSizeStayWithinTheirNumber() {
    PartPlan plan = new PartPlan(64 * MIB, Growth.EQUAL);
    assertEquals(640_000 * MIB, plan.capacity());
    assertEquals(10_000, plan.parts(plan.capacity()));
    assertThrows(IllegalArgumentException.class, () -> plan.parts(plan.capacity() + 1));
  }

  @Test
  void partsCoverAFileWithoutGapOrOverlap() {
    Random random = new Random(4);
    for (PartPlan plan : new PartPlan[] {PartPlan.DEFAULT, new PartPlan(5 * MIB, Growth.EQUAL)}) {
      for (int i = 0; i < 1000; i++) {
        long bytes = (random.nextLong() >>> 1) % plan.capacity();
        int parts = plan.parts(bytes);
        assertTrue(plan.offset(parts) < Math.max(1, bytes));
        assertTrue(plan.offset(parts) + plan.size(parts) >= bytes);
        int some = 1 + random.nextInt(PartPlan.MAX_PARTS - 1);
        assertEquals(plan.offset(some) + plan.size(some), plan.offset(some + 1));
      }
    }
  }

  @Test
  void countsWholePartsAtTheirEdges() {
    PartPlan plan = PartPlan.DEFAULT;
    assertEquals(0, plan.whole(8 * MIB - 1));
    assertEquals(1, plan.whole(8 * MIB));
    assertEquals(1, plan.parts(0));
    assertEquals(1, plan.parts(8 * MIB));
    assertEquals(2, plan.parts(8 * MIB + 1));
    assertEquals(1001, plan.whole(8016 * MIB));
  }

  @Test
  void refusesSizesThatStoresRefuse() {
    assertThrows(IllegalArgumentException.class, () -> new PartPlan(5 * MIB - 1, Growth.EQUAL));
    assertThrows(IllegalArgumentException.class, () -> new PartPlan(6L << 30, Growth.EQUAL));
  }
}
