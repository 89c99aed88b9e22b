package dev.sluice.server.auth;

import dev.sluice.server.auth.TokenVerifier.Genuine;
import dev.sluice.server.auth.TokenVerifier.Outcome;
import dev.sluice.server.auth.TokenVerifier.Rejected;
import dev.sluice.server.auth.TokenVerifier.Uses;
import dev.sluice.server.room.ParticipantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks of a token, in this order, whether it is the room's own, the global one, or one that carries
 * its grants; only a room for which none of these is configured is open. Whatever lets somebody in,
 * who was thrown out of the room or whose token was taken back stays out. Thread-safe.
 */
public final class TokenAccess implements Access {

  private final FixedTokens fixed;
  private final Optional<TokenVerifier> verifier;
  private final DenyList denied;
  private final UsedTokens used;

  /**
   * @param verifier of tokens that carry their grants, when there are such
   */
  public TokenAccess(
      FixedTokens fixed, Optional<TokenVerifier> verifier, DenyList denied, InstantSource clock) {
    this.fixed = Objects.requireNonNull(fixed);
    this.verifier = Objects.requireNonNull(verifier);
    this.denied = Objects.requireNonNull(denied);
    this.used = new UsedTokens(clock);
  }

  @Override
  public boolean wantsTokens() {
    return verifier.isPresent() || fixed.wantsTokens();
  }

  @Override
  public boolean knowsTokens() {
    return verifier.isPresent() || fixed.knowsTokens();
  }

  @Override
  public Verdict enter(Entry entry) {
    return fixedOrSigned(entry, this::useUp);
  }

  @Override
  public Verdict look(Entry entry) {
    return fixedOrSigned(entry, Granted::of);
  }

  /** What becomes of a genuine token for the right room. */
  private interface Granted {
    Verdict decide(Genuine token);

    static Verdict of(Genuine token) {
      return new Verdict.Granted(token.grants());
    }
  }

  private Verdict fixedOrSigned(Entry entry, Granted then) {
    Optional<Grants> byName = fixed.match(entry.room(), entry.token());
    if (byName.isPresent()) {
      return unlessBarred(byName.get(), entry, () -> new Verdict.Granted(byName.get()));
    }
    if (verifier.isEmpty()) {
      Verdict verdict = fixed.enter(entry);
      return verdict
          .granted()
          .map(grants -> unlessBarred(grants, entry, () -> verdict))
          .orElse(verdict);
    }
    Outcome outcome = read(entry.token());
    if (outcome instanceof Rejected rejected) {
      return new Verdict.Refused(rejected.refusal());
    }
    Genuine token = (Genuine) outcome;
    return token.grants().rooms().includes(entry.room())
        ? unlessBarred(token.grants(), entry, () -> then.decide(token))
        : new Verdict.Refused(Refusal.WRONG_ROOM);
  }

  @Override
  public Verdict identify(Optional<String> token) {
    Verdict byName = fixed.identify(token);
    boolean known = fixed.knowsTokens() && byName.granted().isPresent();
    if (known || verifier.isEmpty()) {
      return byName;
    }
    Outcome outcome = read(token);
    return outcome instanceof Genuine genuine
        ? new Verdict.Granted(genuine.grants())
        : new Verdict.Refused(((Rejected) outcome).refusal());
  }

  @Override
  public boolean isSigned(Optional<String> token) {
    return token.isPresent()
        && verifier
            .filter(it -> it.recognises(token.get()))
            .map(it -> it.verify(token.get()) instanceof Genuine)
            .orElse(false);
  }

  /** What a token that is not a fixed one is worth. */
  private Outcome read(Optional<String> token) {
    if (token.isEmpty() || !verifier.orElseThrow().recognises(token.get())) {
      return new Rejected(fixed.refusal(token));
    }
    Outcome outcome = verifier.orElseThrow().verify(token.get());
    return outcome instanceof Genuine genuine && denied.isRevoked(genuine.tokenId())
        ? new Rejected(Refusal.REVOKED)
        : outcome;
  }

  private Verdict useUp(Genuine token) {
    if (token.uses() == Uses.ONE) {
      Instant until = token.grants().expires().orElse(Instant.MAX);
      switch (used.use(token.tokenId(), until)) {
        case FIRST_USE -> {}
        case USED_BEFORE -> {
          return new Verdict.Refused(Refusal.USED);
        }
        case FULL -> {
          return new Verdict.Refused(Refusal.UNAVAILABLE);
        }
      }
    }
    return Granted.of(token);
  }

  private Verdict unlessBarred(Grants grants, Entry entry, Supplier<Verdict> otherwise) {
    Optional<ParticipantId> identity = grants.identity().or(entry::identity);
    boolean barred =
        !grants.isOperator()
            && identity.filter(id -> denied.isBarred(entry.room(), id)).isPresent();
    return barred ? new Verdict.Refused(Refusal.BARRED) : otherwise.get();
  }
}
