package dev.sluice.server.http;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.GuessGuard;
import dev.sluice.server.auth.Verdict;
import dev.sluice.server.time.NanoClock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps clients from trying out tokens: who has shown too many wrong ones is told so before any
 * route looks at a further one. Tokens whose signature is right are none of these. Requests without
 * a token are not held up, and what is open goes on; orders to an open session that show a fixed
 * token wait as everything else does. Thread-safe.
 */
public final class TokenGuard {

  private static final int UNAUTHORIZED = 401;

  /** How paths begin where tokens are looked at. */
  private static final List<String> LOOKING =
      List.of("/api/", "/whip/", "/whep/", "/records/", "/metrics");

  /** What any page can have its visitor's browser send. */
  private static final Set<String> SIMPLE_METHODS = Set.of("GET", "HEAD", "POST");

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
    if (isOfAnotherSite(request) && !access.isSigned(request.token())) {
      return Optional.of(
          new Rejected(
              HttpRejection.BAD_ORIGIN,
              Response.error(403, "another site's page must send its token in a header")));
    }
    long locked = guesses.lockedNanos(request.client(), clock.nanoTime());
    return locked > 0 && !access.isSigned(request.token())
        ? Optional.of(Rejected.forNow(HttpRejection.GUESS_LOCKED, locked))
        : Optional.empty();
  }

  /**
   * Whether a page of another site has put a token into a URL: any image there can do so, and could
   * lock its visitor out. Links to pages, where no token is looked at, and WebSockets, which have
   * no other place for it, are well, and so is what a browser has asked for leave to send.
   */
  private static boolean isOfAnotherSite(Request request) {
    return request.headerToken().isEmpty()
        && request.header("Sec-Fetch-Site").filter("cross-site"::equals).isPresent()
        && request.header("Upgrade").isEmpty()
        && !wasPreflighted(request)
        && LOOKING.stream().anyMatch(request.path()::startsWith);
  }

  /** Whether CORS lets only those pages send it that this server is open to. */
  private static boolean wasPreflighted(Request request) {
    String type = request.header("Content-Type").orElse("").strip().toLowerCase(Locale.ROOT);
    return !SIMPLE_METHODS.contains(request.method())
        || (type.startsWith("application/")
            && !type.startsWith("application/x-www-form-urlencoded"));
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
