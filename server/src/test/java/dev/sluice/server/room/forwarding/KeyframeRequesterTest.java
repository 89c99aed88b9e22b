package dev.sluice.server.room.forwarding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyframeRequesterTest {

  private static final long MILLISECOND = 1_000_000L;

  private final KeyframeRequester requester = new KeyframeRequester();

  @Test
  void theFirstRequestGoesOutAtOnce() {
    assertFalse(requester.due(0));
    assertTrue(request(0));
    assertTrue(requester.waiting());
  }

  @Test
  void oneRequestServesAllWhoAsk() {
    assertTrue(request(0));
    assertFalse(request(1));
    assertFalse(request(300));
    keyframe(350);
    assertFalse(requester.waiting());
    assertFalse(due(5_000));
    assertEquals(1, requester.requested());
    assertEquals(1, requester.answered());
  }

  @Test
  void requestsAreTwoHundredMillisecondsApart() {
    assertTrue(request(0));
    keyframe(50);
    assertFalse(request(100));
    assertFalse(due(199));
    assertTrue(due(200));
  }

  @Test
  void anUnansweredRequestIsRepeatedAfterASecond() {
    assertTrue(request(0));
    assertFalse(due(999));
    assertTrue(due(1_000));
    assertFalse(due(1_999));
    assertTrue(due(2_000));
    keyframe(2_100);
    assertFalse(due(10_000));
    assertTrue(requester.responsive());
  }

  @Test
  void aPublisherThatNeverAnswersIsAskedEverMoreRarely() {
    List<Integer> sent = new ArrayList<>();
    for (int millis = 0; millis <= 30_000; millis += 100) {
      if (millis == 0 ? request(0) : due(millis)) {
        sent.add(millis);
      }
    }
    assertEquals(List.of(0, 1_000, 2_000, 3_000, 5_000, 9_000, 17_000, 25_000), sent);
    assertFalse(requester.responsive());
    assertEquals(0, requester.answered());
  }

  @Test
  void anAnswerRestoresTrust() {
    request(0);
    due(1_000);
    due(2_000);
    due(3_000);
    assertFalse(requester.responsive());
    keyframe(3_200);
    assertTrue(requester.responsive());
  }

  @Test
  void aKeyframeByThePublishersOwnRhythmIsNoAnswer() {
    request(0);
    due(1_000);
    due(2_000);
    due(3_000);
    keyframe(4_500);
    assertFalse(requester.responsive());
    assertFalse(requester.waiting());
    assertTrue(request(4_600), "a new need is told at once all the same");
  }

  @Test
  void aPromptAnswerRightAfterAKeyframeIsProof() {
    keyframe(0);
    assertFalse(probe(999), "its own next keyframe may still be due");
    assertTrue(probe(1_000));
    assertFalse(probe(1_100));
    keyframe(1_200);
    assertTrue(requester.answersPromptly());
    assertFalse(probe(2_300), "nothing left to find out");
    assertEquals(1, requester.requested());
  }

  @Test
  void aKeyframeThatMayHaveBeenDueAnyhowIsHalfAProof() {
    keyframe(0);
    request(5_000);
    keyframe(5_300);
    assertFalse(requester.answersPromptly());
    request(11_000);
    keyframe(11_100);
    assertTrue(requester.answersPromptly());
  }

  @Test
  void aSlowAnswerProvesNothing() {
    keyframe(0);
    probe(1_000);
    keyframe(1_800);
    assertEquals(1, requester.answered());
    assertFalse(requester.answersPromptly());
  }

  @Test
  void oneRequestWithoutAnswerEndsTheTrust() {
    keyframe(0);
    probe(1_000);
    keyframe(1_100);
    request(3_000);
    assertFalse(requester.overdue(3_500 * MILLISECOND));
    assertTrue(requester.overdue(3_501 * MILLISECOND));
    due(4_000);
    assertFalse(requester.answersPromptly());
  }

  @Test
  void probesAFewTimesAtMost() {
    int probes = 0;
    for (int millis = 0; millis < 60_000; millis += 100) {
      if (millis % 1_600 == 0) {
        keyframe(millis); // by its own rhythm, just too late for a prompt answer
      }
      probes += probe(millis) ? 1 : 0;
    }
    assertEquals(3, probes);
  }

  private boolean probe(long millis) {
    return requester.probe(millis * MILLISECOND);
  }

  private boolean request(long millis) {
    return requester.request(millis * MILLISECOND);
  }

  private boolean due(long millis) {
    return requester.due(millis * MILLISECOND);
  }

  private void keyframe(long millis) {
    requester.onKeyframe(millis * MILLISECOND);
  }
}
