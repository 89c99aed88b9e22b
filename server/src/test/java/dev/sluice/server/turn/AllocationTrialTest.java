package dev.sluice.server.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunIntegrity;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunTransaction.Schedule;
import dev.sluice.server.stun.StunWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A client and a server that is a few lines of script, in virtual time. */
class AllocationTrialTest {

  private static final InetSocketAddress RELAYED = new InetSocketAddress("203.0.113.9", 50_000);
  private static final String USER = "1767225600:check";

  private final StunIntegrity key = StunIntegrity.longTerm(USER, "example.org", "secret");
  private byte nextId;
  private final AllocationTrial trial = trial("secret");

  private AllocationTrial trial(String password) {
    return new AllocationTrial(
        USER,
        password,
        () -> {
          byte[] id = new byte[12];
          id[0] = nextId++;
          return id;
        },
        Schedule.BRIEF,
        0);
  }

  @Test
  void allocatesWhenChallengedAndGivesBackWhatItGot() {
    List<Integer> types = new ArrayList<>();
    while (!trial.over()) {
      StunMessage request = sent(trial);
      types.add(request.type());
      if (!request.hasIntegrity()) {
        answer(trial, challenge(request, 401, "nonce-1"));
      } else {
        assertTrue(request.integrityMatches(key));
        assertEquals("nonce-1", request.textOrNull(StunAttribute.NONCE));
        answer(trial, success(request, key));
      }
    }

    assertEquals(
        List.of(
            AllocationTrial.ALLOCATE_REQUEST,
            AllocationTrial.ALLOCATE_REQUEST,
            AllocationTrial.REFRESH_REQUEST),
        types);
    assertEquals(Optional.of(RELAYED), trial.relayed());
  }

  @Test
  void asksForUdpAndReleasesWithALifetimeOfNothing() {
    assertEquals(17L << 24, sent(trial).u32(StunAttribute.REQUESTED_TRANSPORT));
    answer(trial, challenge(sent(trial), 401, "n"));
    answer(trial, success(sent(trial), key));

    assertEquals(0, sent(trial).u32(StunAttribute.LIFETIME));
  }

  @Test
  void saysThatTheCredentialsAreRefused() {
    answer(trial, challenge(sent(trial), 401, "nonce-1"));
    answer(trial, challenge(sent(trial), 401, "nonce-2"));

    assertTrue(trial.over());
    assertEquals(Optional.empty(), trial.relayed());
    assertTrue(trial.problem().startsWith("refuses the credentials (401)"), trial.problem());
  }

  @Test
  void takesANewNonceOnceWhenItsOwnIsStale() {
    answer(trial, challenge(sent(trial), 401, "nonce-1"));
    answer(trial, challenge(sent(trial), 438, "nonce-2"));
    assertEquals("nonce-2", sent(trial).textOrNull(StunAttribute.NONCE));
    assertFalse(trial.over());

    answer(trial, challenge(sent(trial), 438, "nonce-3"));
    assertTrue(trial.over());
    assertEquals("refuses with error 438", trial.problem());
  }

  @Test
  void ignoresASuccessThatTheServerDidNotSign() {
    answer(trial, success(sent(trial), key));
    assertFalse(trial.over());

    answer(trial, challenge(sent(trial), 401, "nonce-1"));
    StunMessage request = sent(trial);
    answer(trial, success(request, StunIntegrity.longTerm(USER, "example.org", "guess")));
    assertEquals(Optional.empty(), trial.relayed());
    answer(trial, success(request, key));
    assertEquals(Optional.of(RELAYED), trial.relayed());
  }

  @Test
  void doesNotBearAChallengeThatWouldNotFitARequest() {
    answer(trial, challenge(sent(trial), 401, "n".repeat(1000)));

    assertTrue(trial.over());
    assertEquals("refuses with error 401", trial.problem());
  }

  @Test
  void isOverWhenNobodyAnswers() {
    while (!trial.over()) {
      trial.transaction().poll(trial.transaction().nextNanos());
    }
    assertEquals("does not answer", trial.problem());
  }

  private static StunMessage sent(AllocationTrial trial) {
    byte[] request = trial.transaction().request();
    StunMessage message = new StunMessage();
    assertTrue(message.wrap(request, 0, request.length));
    assertTrue(message.fingerprintMatches());
    return message;
  }

  private static void answer(AllocationTrial trial, byte[] response) {
    trial.receive(response, 0, response.length, 0);
  }

  private static byte[] challenge(StunMessage request, int code, String nonce) {
    byte[] out = new byte[1400];
    int length =
        new StunWriter()
            .begin(out, 0, request.type() | 0x0110, request.buffer(), request.transactionIdOffset())
            .errorCode(code, "no")
            .text(StunAttribute.REALM, "example.org")
            .text(StunAttribute.NONCE, nonce)
            .finish();
    return Arrays.copyOf(out, length);
  }

  private static byte[] success(StunMessage request, StunIntegrity key) {
    byte[] out = new byte[256];
    StunWriter writer =
        new StunWriter()
            .begin(
                out, 0, request.type() | 0x0100, request.buffer(), request.transactionIdOffset());
    writer.xorAddress(StunAttribute.XOR_RELAYED_ADDRESS, RELAYED);
    return Arrays.copyOf(out, writer.integrity(key).finish());
  }
}
