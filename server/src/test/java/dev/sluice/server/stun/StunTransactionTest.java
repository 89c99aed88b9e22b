package dev.sluice.server.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.stun.StunTransaction.Schedule;
import dev.sluice.server.stun.StunTransaction.State;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StunTransactionTest {

  private static final byte[] ID = "abcdefghijkl".getBytes(StandardCharsets.US_ASCII);
  private static final InetSocketAddress MAPPED = new InetSocketAddress("203.0.113.7", 7882);

  /** Not 0: instants are arbitrary, and may be close to where the counter turns over. */
  private static final long START = Long.MAX_VALUE - 1000;

  @Test
  void sendsAtTheTimesOfTheRfcAndGivesUpAfterSixteenMoreTimeouts() {
    StunTransaction transaction = new StunTransaction(new byte[28], Schedule.RFC_8489, START);

    // RFC 8489 section 6.2.1: 0 ms, 500 ms, 1500 ms, 3500 ms, 7500 ms, 15500 ms, 31500 ms; 39500 ms
    assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 15_500L, 31_500L), sendTimes(transaction));
    assertEquals(State.TIMED_OUT, transaction.state());
    assertEquals(39_500, millis(transaction.nextNanos()));
  }

  @Test
  void isBriefForThoseWhoWait() {
    StunTransaction transaction = new StunTransaction(new byte[28], Schedule.BRIEF, START);

    assertEquals(List.of(0L, 500L, 1500L, 3500L), sendTimes(transaction));
    assertEquals(5_500, millis(transaction.nextNanos()));
  }

  @Test
  void learnsTheMappedAddressAndSendsNoMore() {
    BindingQuery query = new BindingQuery(ID, Schedule.RFC_8489, START);
    assertTrue(query.transaction().poll(START));
    assertFalse(query.transaction().poll(START));

    assertTrue(receive(query, response(StunMessage.BINDING_SUCCESS, ID)));

    assertEquals(Optional.of(MAPPED), query.mapped());
    assertEquals(State.ANSWERED, query.transaction().state());
    assertFalse(query.transaction().poll(START + TimeUnit.SECONDS.toNanos(60)));
    assertFalse(receive(query, response(StunMessage.BINDING_SUCCESS, ID)));
  }

  @Test
  void ignoresResponsesToOthersRequestsAndNoise() {
    BindingQuery query = new BindingQuery(ID, Schedule.RFC_8489, START);
    byte[] other = ID.clone();
    other[11]++;

    assertFalse(receive(query, response(StunMessage.BINDING_SUCCESS, other)));
    assertFalse(receive(query, query.transaction().request()));
    assertFalse(receive(query, response(0x0103, ID)));
    assertFalse(receive(query, response(StunMessage.BINDING_INDICATION, ID)));
    assertFalse(receive(query, new byte[100]));

    assertEquals(State.WAITING, query.transaction().state());
    assertEquals("does not answer", query.problem());
  }

  @Test
  void tellsWhyThereIsNoAddress() {
    byte[] out = new byte[64];
    int length =
        new StunWriter()
            .begin(out, 0, StunMessage.BINDING_ERROR, ID, 0)
            .errorCode(401, "Unauthorized")
            .finish();
    BindingQuery refused = new BindingQuery(ID, Schedule.RFC_8489, START);
    assertTrue(refused.receive(out, 0, length));
    assertEquals(Optional.empty(), refused.mapped());
    assertEquals("answers with error 401", refused.problem());

    length = new StunWriter().begin(out, 0, StunMessage.BINDING_SUCCESS, ID, 0).finish();
    BindingQuery silent = new BindingQuery(ID, Schedule.RFC_8489, START);
    assertTrue(silent.receive(out, 0, length));
    assertEquals("names no address", silent.problem());
  }

  @Test
  void requestIsOneThatAServerUnderstands() {
    BindingQuery query = new BindingQuery(ID, Schedule.RFC_8489, START);
    byte[] request = query.transaction().request();
    StunMessage message = new StunMessage();

    assertTrue(message.wrap(request, 0, request.length));
    assertEquals(StunMessage.BINDING_REQUEST, message.type());
    assertTrue(message.fingerprintMatches());
  }

  private static boolean receive(BindingQuery query, byte[] datagram) {
    return query.receive(datagram, 0, datagram.length);
  }

  private static byte[] response(int type, byte[] id) {
    byte[] out = new byte[StunMessage.HEADER_LENGTH + 12 + 8];
    new StunWriter().begin(out, 0, type, id, 0).xorMappedAddress(MAPPED).finish();
    return out;
  }

  private static List<Long> sendTimes(StunTransaction transaction) {
    List<Long> times = new ArrayList<>();
    while (transaction.state() == State.WAITING) {
      long now = transaction.nextNanos();
      if (transaction.poll(now)) {
        times.add(millis(now));
      }
    }
    return times;
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos - START);
  }
}
