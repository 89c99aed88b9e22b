package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.room.forwarding.SpeakerDetector.ActiveSpeaker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpeakerDetectorTest {

  private static final long MILLISECOND = 1_000_000L;
  private static final int SPEECH = 25;
  private static final int NOISE = 60;

  private final SpeakerDetector<String> detector = new SpeakerDetector<>();
  private long millis;
  private int changes;

  @Test
  void nobodySpeaksInSilence() {
    run(3_000, Map.of("ann", SpeakerDetector.SILENCE, "bob", NOISE));
    assertEquals(List.of(), speakers());
    assertEquals(List.of(), detector.ranking());
    assertEquals(0, changes);
  }

  @Test
  void whoSpeaksIsActiveWithinHalfASecond() {
    run(620, Map.of("ann", SPEECH, "bob", NOISE));
    assertEquals(List.of("ann"), speakers());
  }

  @Test
  void judgesEveryThreeHundredMilliseconds() {
    for (int packet = 0; packet < 15; packet++) {
      detector.onLevel("ann", SPEECH, true, packet * 20L * MILLISECOND);
    }
    assertFalse(detector.update(299 * MILLISECOND));
    assertTrue(detector.update(300 * MILLISECOND));
  }

  @Test
  void aSlammingDoorIsNoSpeaker() {
    run(3_000, Map.of("ann", SpeakerDetector.SILENCE));
    run(100, Map.of("ann", 5));
    run(1_000, Map.of("ann", SpeakerDetector.SILENCE));
    assertEquals(0, changes);
  }

  @Test
  void pausesBetweenWordsDoNotEndATurn() {
    run(2_000, Map.of("ann", SPEECH));
    run(400, Map.of("ann", SpeakerDetector.SILENCE));
    assertEquals(List.of("ann"), speakers());
  }

  @Test
  void whoFallsSilentIsNoLongerActiveButRemembered() {
    run(2_000, Map.of("ann", SPEECH));
    run(6_000, Map.of("ann", SpeakerDetector.SILENCE));
    assertEquals(List.of(), speakers());
    assertEquals(List.of("ann"), detector.ranking());
  }

  @Test
  void discontinuousTransmissionCountsAsSilence() {
    run(2_000, Map.of("ann", SPEECH));
    run(6_000, Map.of());
    assertEquals(List.of(), speakers());
  }

  @Test
  void theLouderOfTwoIsDominant() {
    run(2_000, Map.of("ann", 35, "bob", 20));
    assertEquals(List.of("bob", "ann"), speakers());
  }

  @Test
  void aDominantSpeakerIsNotReplacedByOneHardlyLouder() {
    run(2_000, Map.of("ann", 25));
    run(3_000, Map.of("ann", 25, "bob", 23));
    assertEquals(List.of("ann", "bob"), speakers());
  }

  @Test
  void aClearlyLouderSpeakerTakesOver() {
    run(2_000, Map.of("ann", 30));
    run(3_000, Map.of("ann", 30, "bob", 20));
    assertEquals(List.of("bob", "ann"), speakers());
  }

  @Test
  void aShortInterjectionDoesNotTakeOver() {
    run(2_000, Map.of("ann", 30));
    run(300, Map.of("ann", 30, "bob", 15));
    run(300, Map.of("ann", 30));
    assertEquals("ann", speakers().get(0));
  }

  @Test
  void formerSpeakersAreRankedByRecency() {
    run(2_000, Map.of("ann", SPEECH));
    run(6_000, Map.of("bob", SPEECH));
    run(6_000, Map.of("cid", SPEECH));
    assertEquals(List.of("cid", "bob", "ann"), detector.ranking());
    run(2_000, Map.of("ann", SPEECH));
    assertEquals("ann", detector.activeSpeakers().get(0).key());
  }

  @Test
  void quietVoicesCountWhenTheClientCallsThemVoice() {
    for (; millis < 3_000; millis += 20) {
      detector.onLevel("ann", 46, true, millis * MILLISECOND);
      detector.onLevel("bob", 46, false, millis * MILLISECOND);
      detector.update(millis * MILLISECOND);
    }
    assertEquals(List.of("ann"), speakers());
  }

  @Test
  void tellsLoudnessFromZeroTo127() {
    run(6_000, Map.of("ann", 20));
    assertEquals(List.of(new ActiveSpeaker<>("ann", 107)), detector.activeSpeakers());
  }

  @Test
  void whoLeavesIsForgotten() {
    run(2_000, Map.of("ann", SPEECH, "bob", SPEECH));
    detector.remove("ann");
    detector.remove("nobody");
    assertEquals(List.of("bob"), speakers());
    assertEquals(List.of("bob"), detector.ranking());
  }

  @Test
  void levelsBeyondTheScaleAreBounded() {
    Map<String, Integer> odd = new HashMap<>();
    odd.put("ann", -5);
    odd.put("bob", 500);
    run(3_000, odd);
    assertEquals(List.of("ann"), speakers());
  }

  /** Lets time pass with a packet of these levels every 20 ms. */
  private void run(long durationMillis, Map<String, Integer> levels) {
    long end = millis + durationMillis;
    for (; millis < end; millis += 20) {
      levels.forEach((key, level) -> detector.onLevel(key, level, false, millis * MILLISECOND));
      if (detector.update(millis * MILLISECOND)) {
        changes++;
      }
    }
  }

  private List<String> speakers() {
    return detector.activeSpeakers().stream().map(ActiveSpeaker::key).toList();
  }
}
