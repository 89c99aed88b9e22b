package dev.sluice.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class GuessGuardTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final List<String> lockOuts = new ArrayList<>();
  private final GuessGuard guard =
      new GuessGuard(
          (address, nanos) -> lockOuts.add(address.getHostAddress() + " " + nanos / SECOND), 100);
  private final InetAddress address = address("192.0.2.7");
  private long now = -5 * SECOND;

  @Test
  void aFewWrongTokensHaveNoConsequence() {
    fail(GuessGuard.FREE_TRIES);
    assertEquals(0, guard.lockedNanos(address, now));
    assertEquals(List.of(), lockOuts);
  }

  @Test
  void eachFurtherOneLocksOutTwiceAsLong() {
    fail(GuessGuard.FREE_TRIES);
    fail(1);
    assertEquals(SECOND, guard.lockedNanos(address, now));
    now += SECOND;
    assertEquals(0, guard.lockedNanos(address, now));
    fail(1);
    assertEquals(2 * SECOND, guard.lockedNanos(address, now));
    assertEquals(List.of("192.0.2.7 1", "192.0.2.7 2"), lockOuts);
  }

  @Test
  void noLockOutIsLongerThanTheLongest() {
    for (int i = 0; i < 100; i++) {
      fail(1);
      now += guard.lockedNanos(address, now);
    }
    fail(1);
    assertEquals(GuessGuard.LONGEST_NANOS, guard.lockedNanos(address, now));
  }

  @Test
  void aDayOfGuessingGetsFewTries() {
    int tries = 0;
    long end = now + TimeUnit.DAYS.toNanos(1);
    while (now - end < 0) {
      fail(1);
      tries++;
      now += guard.lockedNanos(address, now);
    }
    // 10 free ones, 10 that double, then one each quarter of an hour
    assertTrue(tries < 120);
  }

  @Test
  void aWrongTokenAMinuteIsForgiven() {
    for (int i = 0; i < 100; i++) {
      fail(1);
      now += GuessGuard.FORGIVE_NANOS;
    }
    assertEquals(List.of(), lockOuts);
  }

  @Test
  void nothingIsForgivenWhileLockedOut() {
    fail(GuessGuard.FREE_TRIES + 8);
    long locked = guard.lockedNanos(address, now);
    assertTrue(locked > GuessGuard.FORGIVE_NANOS);
    now += locked;
    fail(1);
    assertEquals(2 * locked, guard.lockedNanos(address, now));
  }

  @Test
  void aHostOfIpv6CountsByItsNetwork() {
    for (int i = 0; i <= GuessGuard.FREE_TRIES; i++) {
      guard.failed(address("2001:db8:0:1::" + i), now);
    }
    assertEquals(SECOND, guard.lockedNanos(address("2001:db8:0:1:ffff::1"), now));
    assertEquals(0, guard.lockedNanos(address("2001:db8:0:2::1"), now));
  }

  @Test
  void othersAreNotLockedOut() {
    fail(GuessGuard.FREE_TRIES + 1);
    assertEquals(0, guard.lockedNanos(address("192.0.2.8"), now));
  }

  @Test
  void remembersABoundedNumberOfAddresses() {
    for (int i = 0; i < 1000; i++) {
      guard.failed(address("10.0." + i / 250 + "." + i % 250), now);
    }
    assertEquals(100, guard.size());
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      guard.failed(address, now);
    }
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
