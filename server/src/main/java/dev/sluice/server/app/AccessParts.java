package dev.sluice.server.app;

import dev.sluice.recorder.library.FileTrouble;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLines;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.auth.DenyListFile;
import dev.sluice.server.auth.FixedTokens;
import dev.sluice.server.auth.GuardedAccess;
import dev.sluice.server.auth.GuessGuard;
import dev.sluice.server.auth.TokenAccess;
import dev.sluice.server.auth.jwt.JwksKeys;
import dev.sluice.server.auth.jwt.JwtKeys;
import dev.sluice.server.auth.jwt.JwtVerifier;
import dev.sluice.server.auth.jwt.TokenMinter;
import dev.sluice.server.config.AccessTokens;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.config.SignedTokens;
import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.TokenRoutes;
import dev.sluice.server.telemetry.AccessCounter;
import dev.sluice.server.time.NanoClock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Who may do what, joined: tokens of all kinds, what was taken back, and who is told of it. */
final class AccessParts implements AutoCloseable {

  private final NanoClock clock;
  private final SignedTokens signed;
  private final Deque<Runnable> stops = new ArrayDeque<>();
  private final AuditLog audit;
  private final DenyList denied;
  private final GuessGuard guesses;
  private Optional<JwksKeys> provider = Optional.empty();
  private JwtVerifier verifier;
  private TokenAccess tokens;
  private AccessCounter access;

  private AccessParts(SignedTokens signed, NanoClock clock) {
    this.clock = clock;
    this.signed = signed;
    this.denied = new DenyList(InstantSource.system(), clock);
    this.audit = new AuditLines(clock);
    this.guesses =
        new GuessGuard(
            (address, nanos) ->
                audit.record(
                    AuditEvent.of(Action.LOCK_OUT, "server")
                        .from(address)
                        .ended("for %d s".formatted(TimeUnit.NANOSECONDS.toSeconds(nanos)))));
  }

  /**
   * Starts everything.
   *
   * @throws StartException when a file cannot be used
   */
  static AccessParts start(ServerConfig config, NanoClock clock) {
    AccessParts parts = new AccessParts(config.signedTokens(), clock);
    try {
      parts.start(config.access());
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
    return parts;
  }

  private void start(AccessTokens fixed) {
    signed.auditLog().map(AuditFile::open).ifPresent(file -> stops.push(file::close));
    signed.denyList().ifPresent(this::keepDenyList);
    provider = signed.provider().map(options -> JwksKeys.start(options, clock));
    provider.ifPresent(keys -> stops.push(keys::close));
    JwtKeys keys = provider.map(signed.keys()::with).orElse(signed.keys());
    verifier = new JwtVerifier(keys, signed.options(), InstantSource.system());
    tokens =
        new TokenAccess(
            new FixedTokens(fixed.global(), fixed.rooms(), fixed.admin()),
            signed.enabled() ? Optional.of(verifier) : Optional.empty(),
            denied,
            InstantSource.system());
    access = new AccessCounter(new GuardedAccess(tokens, guesses, clock), audit);
    audit.record(AuditEvent.of(Action.CONFIGURE, "server").about(summary(fixed)));
  }

  private void keepDenyList(Path file) {
    try {
      DenyListFile kept = DenyListFile.open(denied, file);
      stops.push(kept::close);
    } catch (IOException e) {
      throw new StartException("DENY_LIST_FILE cannot be used: " + FileTrouble.reason(e) + ".", e);
    }
  }

  private String summary(AccessTokens fixed) {
    return "tokens: global %s, rooms %d, operator %s; JWT: %s; API keys: %d"
        .formatted(
            fixed.global().isPresent() ? "yes" : "no",
            fixed.rooms().size(),
            fixed.admin().isPresent() ? "yes" : "no",
            signed.enabled() ? signed.summary() : "no",
            signed.apiKeys().size());
  }

  Access access() {
    return access;
  }

  /** The same for who asks a second time. */
  Access uncounted() {
    return tokens;
  }

  DenyList denied() {
    return denied;
  }

  AuditLog audit() {
    return audit;
  }

  GuessGuard guesses() {
    return guesses;
  }

  /** The decisions, for the metrics page. */
  AccessCounter counter() {
    return access;
  }

  List<ReadinessCheck> checks() {
    return provider.<ReadinessCheck>map(ProviderKeysCheck::new).stream().toList();
  }

  /** The token endpoint, when there are backends that may use it. */
  List<Route> routes() {
    if (signed.apiKeys().isEmpty() || signed.signer().isEmpty()) {
      return List.of();
    }
    TokenMinter minter =
        new TokenMinter(
            signed.signer().get(),
            verifier,
            signed.options(),
            InstantSource.system(),
            new SecureRandom());
    return TokenRoutes.of(
        signed.apiKeys(),
        new TokenRoutes.Services(
            minter, signed.longest(), denied, guesses, audit, clock, InstantSource.system()));
  }

  /** Idempotent. */
  @Override
  public void close() {
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
  }
}
