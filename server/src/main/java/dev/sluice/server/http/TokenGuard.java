package dev.sluice.server.http;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.GuessGuard;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.time.NanoClock;
import java.util.Optional;

/**
 * Keeps clients from trying out tokens: who has shown too many wrong ones is told so before any
 * route looks at a further one. Requests without a token are not held up, nor is anything that is
 * open already. Thread-safe.
 */
public final class TokenGuard {

  private static final int UNAUTHORIZED = 401;

  private final GuessGuard guesses;
  private final Access access;
  private final NanoClock clock;

  /**
   * @param access says whether a token that was refused may have been a guess
   */
  public TokenGuard(GuessGuard guesses, Access access, NanoClock clock) {
    this.guesses = guesses;
    this.access = access;
    this.clock = clock;
  }

  /** Of a server without tokens. */
  static TokenGuard none(NanoClock clock) {
    return new TokenGuard(new GuessGuard((address, nanos) -> {}), Access.open(), clock);
  }

  /** Why a request is not looked at now, if it is not. */
  Optional<Rejected> check(Request request) {
    if (request.token().isEmpty()) {
      return Optional.empty();
    }
    long locked = guesses.lockedNanos(request.client(), clock.nanoTime());
    return locked > 0
        ? Optional.of(Rejected.forNow(HttpRejection.GUESS_LOCKED, locked))
        : Optional.empty();
  }

  /** A route has answered: notes a token that was wrong. */
  void answered(Request request, Response response) {
    Optional<String> token = request.token();
    if (token.isPresent() && (response.isAfterWrongToken() || isGuess(token, response))) {
      guesses.failed(request.client(), clock.nanoTime());
    }
  }

  private boolean isGuess(Optional<String> token, Response response) {
    return response.status() == UNAUTHORIZED
        && access.identify(token) instanceof Verdict.Refused refused
        && refused.refusal().guess();
  }
}
