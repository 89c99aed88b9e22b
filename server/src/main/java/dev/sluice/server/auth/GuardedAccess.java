package dev.sluice.server.auth;

import dev.sluice.server.time.NanoClock;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks at no token from an address that has shown too many wrong ones, unless its signature is
 * right: such a one cannot be guessed. That holds for entries that tell their address; who knows it
 * before the token is looked at, as HTTP does, asks the {@link GuessGuard} itself. Thread-safe.
 */
public final class GuardedAccess implements Access {

  private final Access access;
  private final GuessGuard guesses;
  private final NanoClock clock;

  public GuardedAccess(Access access, GuessGuard guesses, NanoClock clock) {
    this.access = Objects.requireNonNull(access);
    this.guesses = Objects.requireNonNull(guesses);
    this.clock = Objects.requireNonNull(clock);
  }

  @Override
  public boolean wantsTokens() {
    return access.wantsTokens();
  }

  @Override
  public boolean knowsTokens() {
    return access.knowsTokens();
  }

  @Override
  public boolean isSigned(Optional<String> token) {
    return access.isSigned(token);
  }

  @Override
  public Verdict enter(Entry entry) {
    return guarded(entry, access::enter);
  }

  @Override
  public Verdict look(Entry entry) {
    return guarded(entry, access::look);
  }

  @Override
  public Verdict identify(Optional<String> token) {
    return access.identify(token);
  }

  private Verdict guarded(Entry entry, Function<Entry, Verdict> decision) {
    if (entry.from().isEmpty() || entry.token().isEmpty()) {
      return decision.apply(entry);
    }
    InetAddress from = entry.from().get();
    long locked = guesses.lockedNanos(from, clock.nanoTime());
    if (locked > 0 && !access.isSigned(entry.token())) {
      return new Verdict.Refused(Refusal.LOCKED_OUT, locked);
    }
    Verdict verdict = decision.apply(entry);
    if (isGuess(verdict, entry)) {
      guesses.failed(from, clock.nanoTime());
    }
    return verdict;
  }

  private boolean isGuess(Verdict verdict, Entry entry) {
    return verdict instanceof Verdict.Refused refused
        ? refused.refusal().guess()
        : openedByNoToken(verdict.granted().orElseThrow()) && isUnknown(entry.token());
  }

  /** Whether a token was not read for it: an open room, or a fixed token. */
  private static boolean openedByNoToken(Grants grants) {
    return grants.entitlement().tokenId().isEmpty();
  }

  /** A room that is open to anybody must not be where the operator's token is tried out. */
  private boolean isUnknown(Optional<String> token) {
    return access.knowsTokens()
        && access.identify(token) instanceof Verdict.Refused refused
        && refused.refusal().guess();
  }
}
