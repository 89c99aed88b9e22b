package dev.sluice.recorder.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.DiskAlarm;
import dev.sluice.recorder.RecorderEvent.DiskRelieved;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiskGuardTest {

  private static final long GIB = 1L << 30;
  private static final long TOTAL = 100 * GIB;

  private final DiskGuard guard = new DiskGuard(total -> 10 * GIB);

  private Optional<RecorderEvent> free(long bytes) {
    return guard.onReading(new DiskSpace.Reading(bytes, TOTAL));
  }

  @Test
  void alarmsOnceWhenLessIsFreeThanMustBe() {
    assertEquals(Optional.empty(), free(10 * GIB));
    assertFalse(guard.full());
    DiskAlarm alarm = assertInstanceOf(DiskAlarm.class, free(10 * GIB - 1).orElseThrow());
    assertEquals(10 * GIB - 1, alarm.freeBytes());
    assertEquals(10 * GIB, alarm.neededBytes());
    assertTrue(guard.full());
    assertEquals(Optional.empty(), free(9 * GIB));
    assertEquals(Optional.empty(), free(0));
  }

  @Test
  void isRelievedOnlyWhenATenthMoreIsFree() {
    free(0);
    assertEquals(Optional.empty(), free(10 * GIB));
    assertEquals(Optional.empty(), free(11 * GIB - 1));
    assertTrue(guard.full());
    assertEquals(Optional.of(new DiskRelieved(11 * GIB)), free(11 * GIB));
    assertFalse(guard.full());
    assertEquals(Optional.empty(), free(10 * GIB));
    assertFalse(guard.full());
  }

  @Test
  void believesARefusalWhateverIsSaidToBeFree() {
    free(10 * GIB);
    assertInstanceOf(DiskAlarm.class, guard.onRefusal("No space left").orElseThrow());
    assertTrue(guard.full());
    assertEquals(Optional.empty(), guard.onRefusal("No space left"));
    assertEquals(Optional.empty(), free(10 * GIB));
    assertTrue(guard.full());
    assertInstanceOf(DiskRelieved.class, free(50 * GIB).orElseThrow());
    assertInstanceOf(DiskAlarm.class, guard.onRefusal("No space left").orElseThrow());
  }

  @Test
  void knowsSharesOfTheDisk() {
    DiskGuard share = new DiskGuard(total -> total / 20);
    assertEquals(Optional.empty(), share.onReading(new DiskSpace.Reading(5 * GIB, TOTAL)));
    assertTrue(share.onReading(new DiskSpace.Reading(5 * GIB - 1, TOTAL)).isPresent());
  }

  @Test
  void withoutALimitNeverAlarms() {
    DiskGuard off = new DiskGuard(total -> 0);
    assertEquals(Optional.empty(), off.onReading(new DiskSpace.Reading(0, TOTAL)));
    assertFalse(off.full());
  }
}
