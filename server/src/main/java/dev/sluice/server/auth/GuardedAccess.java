package dev.sluice.server.auth;

import dev.sluice.server.time.NanoClock;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks at no token from an address that has shown too many wrong ones. That holds for entries that
 * tell their address; who knows it before the token is looked at, as HTTP does, asks the {@link
 * GuessGuard} itself. Thread-safe.
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
    if (guesses.lockedNanos(from, clock.nanoTime()) > 0) {
      return new Verdict.Refused(Refusal.LOCKED_OUT);
    }
    Verdict verdict = decision.apply(entry);
    if (verdict instanceof Verdict.Refused refused && refused.refusal().guess()) {
      guesses.failed(from, clock.nanoTime());
    }
    return verdict;
  }
}
