package dev.sluice.recorder.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StoreCircuitTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final StoreCircuit circuit = new StoreCircuit(RetryPolicy.DEFAULT, new Random(1));

  @Test
  void oneFailureStopsEverythingAndOneProbeDecides() {
    long mark = circuit.begin();
    assertTrue(circuit.failed(mark, UploadFailure.TRANSIENT, 0));
    assertFalse(circuit.mayBegin(1));
    assertEquals(Optional.of(UploadFailure.TRANSIENT), circuit.pausedBy());

    assertTrue(circuit.mayBegin(SECOND));
    long probe = circuit.begin();
    assertFalse(circuit.mayBegin(2 * SECOND), "one at a time");
    circuit.succeeded(probe);

    assertTrue(circuit.mayBegin(2 * SECOND));
    assertEquals(Optional.empty(), circuit.pausedBy());
  }

  @Test
  void requestsFromBeforeCountNothing() {
    long first = circuit.begin();
    long second = circuit.begin();
    long third = circuit.begin();
    assertTrue(circuit.failed(first, UploadFailure.TRANSIENT, 0));
    long opens = circuit.opensAtNanos().orElseThrow();

    assertFalse(circuit.failed(second, UploadFailure.TRANSIENT, 1));
    circuit.succeeded(third);

    assertEquals(opens, circuit.opensAtNanos().orElseThrow());
    assertEquals(1, circuit.failures());
  }

  @Test
  void waitsLongerAfterEachProbeThatFails() {
    long now = 0;
    long last = 0;
    circuit.failed(circuit.begin(), UploadFailure.TRANSIENT, now);
    for (int i = 0; i < 8; i++) {
      now = circuit.opensAtNanos().orElseThrow();
      circuit.failed(circuit.begin(), UploadFailure.TRANSIENT, now);
      assertTrue(circuit.delayNanos() > last / 2);
      last = circuit.delayNanos();
    }
    assertTrue(last > 60 * SECOND);
    assertEquals(9, circuit.failures());
  }

  @Test
  void whatPeopleMustMendIsNewsOnceUntilSomethingElseHappens() {
    circuit.failed(circuit.begin(), UploadFailure.REFUSED, 0);
    assertTrue(circuit.isNews());
    circuit.told();
    probeFails(UploadFailure.REFUSED);
    assertFalse(circuit.isNews());
    probeFails(UploadFailure.TRANSIENT);
    assertTrue(circuit.isNews());
    probeFails(UploadFailure.REFUSED);
    assertTrue(circuit.isNews());
  }

  @Test
  void aStoreThatLosesThingsIsTrustedAgainOnlyAfterAWholeFile() {
    circuit.untrue(0);
    long first = circuit.delayNanos();
    circuit.succeeded(circuit.begin());
    circuit.untrue(0);
    circuit.succeeded(circuit.begin());
    circuit.untrue(0);
    assertTrue(circuit.delayNanos() >= 2 * SECOND && first <= SECOND);
    circuit.verified();
    circuit.untrue(0);
    assertTrue(circuit.delayNanos() <= SECOND);
  }

  @Test
  void aProbeThatWasNotMadeLeavesTheWayOpen() {
    circuit.failed(circuit.begin(), UploadFailure.TRANSIENT, 0);
    long probe = circuit.begin();
    circuit.undecided(probe);
    assertTrue(circuit.mayBegin(5 * SECOND));
  }

  private void probeFails(UploadFailure kind) {
    long now = circuit.opensAtNanos().orElseThrow();
    circuit.failed(circuit.begin(), kind, now);
  }
}
