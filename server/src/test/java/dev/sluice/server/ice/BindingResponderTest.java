package dev.sluice.server.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BindingResponderTest {

  private static final byte[] TRANSACTION = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  private static final long SECOND = 1_000_000_000L;

  private final IceStory story = new IceStory();
  private final IceCounters counters = new IceCounters();
  private final BindingResponder responder = new BindingResponder(story, counters, 0);
  private final IceSession session = new IceSession(IceStory.SERVER, IceStory.PEER, 0);
  private final StunIntegrity integrity = new StunIntegrity(IceStory.SERVER.pwd());

  private static StunMessage request() {
    byte[] out = new byte[100];
    int length =
        new StunWriter().begin(out, 0, StunMessage.BINDING_REQUEST, TRANSACTION, 0).finish();
    StunMessage message = new StunMessage();
    assertTrue(message.wrap(out, 0, length));
    return message;
  }

  private static byte[] transaction(StunMessage message) {
    int at = message.transactionIdOffset();
    return Arrays.copyOfRange(message.buffer(), at, at + TRANSACTION.length);
  }

  @Test
  void successIsProvedAndForThisTransaction() {
    responder.success(request(), new PathState(story.wifi, 0), session);

    StunMessage response = story.lastResponse();
    assertEquals(StunMessage.BINDING_SUCCESS, response.type());
    assertArrayEquals(TRANSACTION, transaction(response));
    assertTrue(response.integrityMatches(integrity));
    assertEquals(story.wifi, story.lastRespondedOver());
    assertEquals(0, counters.errorResponses);
  }

  @Test
  void authenticatedErrorsAreProvedAndCounted() {
    responder.roleConflict(request(), story.wifi, session);
    assertEquals(487, story.lastResponse().errorCode());
    assertTrue(story.lastResponse().integrityMatches(integrity));

    responder.unknownAttributes(request(), story.cell, session, new int[] {0x7abc, 0}, 1);
    assertEquals(420, story.lastResponse().errorCode());
    assertTrue(story.lastResponse().integrityMatches(integrity));
    assertEquals(story.cell, story.lastRespondedOver());

    assertEquals(2, counters.errorResponses);
  }

  @Test
  void aRequestThatProvedNothingIsNotAnsweredWithMoreBytesThanItHad() {
    responder.unauthenticated(request(), story.wifi, 401, "Unauthenticated", 0);

    assertEquals(0, story.responses.size());
    assertEquals(0, counters.errorResponses);
  }

  @Test
  void requestsThatProvedNothingAreAnsweredAFewTimesASecond() {
    byte[] sent = story.request();
    StunMessage named = new StunMessage();
    assertTrue(named.wrap(sent, 0, sent.length));
    for (int i = 0; i < 100; i++) {
      responder.unauthenticated(named, story.wifi, 401, "Unauthenticated", 0);
    }
    assertEquals(10, story.responses.size());
    assertFalse(story.lastResponse().hasIntegrity());

    for (int i = 0; i < 100; i++) {
      responder.unauthenticated(named, story.wifi, 401, "Unauthenticated", SECOND);
    }
    assertEquals(15, counters.errorResponses);
  }
}
