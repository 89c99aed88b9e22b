package dev.sluice.server.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.auth.Refusal;
import dev.sluice.server.auth.TokenVerifier;
import dev.sluice.server.auth.jwt.GrantsReader.Signer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Checks JWTs as RFC 8725 advises: the algorithm is one that the key is for, the token brings no
 * key along, its form is read strictly, and what it claims is looked at only once its signature
 * holds. Thread-safe.
 */
public final class JwtVerifier implements TokenVerifier {

  /** Keys that are tried for a token which names none; each costs up to a millisecond. */
  private static final int MAX_TRIALS = 8;

  private final List<KeySource> sources;
  private final JwtOptions options;
  private final InstantSource clock;
  private final GrantsReader grants;

  /**
   * @param keys of all of which one must fit
   */
  public JwtVerifier(JwtKeys keys, JwtOptions options, InstantSource clock) {
    this.sources = keys.sources();
    this.options = options;
    this.clock = clock;
    this.grants = new GrantsReader(options.defaultRooms());
  }

  @Override
  public boolean recognises(String token) {
    return CompactToken.looksLikeOne(token);
  }

  @Override
  public Outcome verify(String token) {
    try {
      return examine(token);
    } catch (RefusedException e) {
      return new Rejected(e.refusal());
    }
  }

  /** The same with a reason. */
  Genuine examine(String token) throws RefusedException {
    CompactToken parsed = CompactToken.parse(token);
    return read(parsed, signer(parsed));
  }

  private Signer signer(CompactToken token) throws RefusedException {
    JWSAlgorithm algorithm = token.header().getAlgorithm();
    List<VerificationKey> fitting =
        sources.stream()
            .flatMap(source -> source.keys().stream())
            .filter(key -> key.algorithms().contains(algorithm))
            .toList();
    Optional<String> wanted = Optional.ofNullable(token.header().getKeyID());
    List<VerificationKey> named =
        fitting.stream()
            .filter(key -> wanted.isEmpty() || key.id().isEmpty() || key.id().equals(wanted))
            .toList();
    if (named.isEmpty() || named.size() > MAX_TRIALS) {
      throw noKey(token, fitting);
    }
    for (VerificationKey key : named) {
      if (verifies(key, token)) {
        return asymmetric(algorithm) ? Signer.PROVIDER : Signer.OURS;
      }
    }
    if (asymmetric(algorithm)) {
      // a provider may give a new key the name of an old one, or no name
      sources.forEach(KeySource::onUnknownKey);
    }
    throw new RefusedException(Refusal.BAD_SIGNATURE, "no key verifies it");
  }

  private RefusedException noKey(CompactToken token, List<VerificationKey> fitting) {
    boolean incomplete = sources.stream().anyMatch(it -> it.state() == KeySource.State.NOT_YET);
    boolean asymmetric = asymmetric(token.header().getAlgorithm());
    if (asymmetric) {
      sources.forEach(KeySource::onUnknownKey);
    }
    if (incomplete && asymmetric) {
      return new RefusedException(Refusal.UNAVAILABLE, "the provider's keys are not there yet");
    }
    return fitting.isEmpty()
        ? new RefusedException(Refusal.WRONG_ALGORITHM, "no key is for this algorithm")
        : new RefusedException(Refusal.UNKNOWN_KEY, "no key of this name");
  }

  private static boolean asymmetric(JWSAlgorithm algorithm) {
    return JWSAlgorithm.Family.SIGNATURE.contains(algorithm);
  }

  private static boolean verifies(VerificationKey key, CompactToken token) {
    try {
      return key.verifier().verify(token.header(), token.signingInput(), token.signature());
    } catch (JOSEException | IllegalArgumentException e) {
      return false;
    }
  }

  private Genuine read(CompactToken token, Signer signer) throws RefusedException {
    Claims claims = Claims.of(token.claims());
    Instant expires = checkTimes(claims);
    checkParties(claims);
    String tokenId = tokenId(claims, token);
    boolean once = claims.flag("once").orElse(false);
    return new Genuine(
        grants.read(claims, tokenId, expires, signer), tokenId, once ? Uses.ONE : Uses.MANY);
  }

  private static String tokenId(Claims claims, CompactToken token) throws RefusedException {
    String id = claims.text("jti").orElseGet(token::digestId);
    if (id.length() > DenyList.MAX_TOKEN_ID_CHARS) {
      throw claims.wrong("jti", "short enough");
    }
    return id;
  }

  /** The instant until which the token is taken, clocks that differ included. */
  private Instant checkTimes(Claims claims) throws RefusedException {
    Instant now = clock.instant();
    Instant latest = now.plus(options.leeway());
    Optional<Instant> issued = claims.instant("iat");
    if (issued.filter(latest::isBefore).isPresent()
        || claims.instant("nbf").filter(latest::isBefore).isPresent()) {
      throw new RefusedException(Refusal.NOT_YET, "it begins later");
    }
    Optional<Instant> expiry = claims.instant("exp");
    if (expiry.isEmpty()) {
      throw new RefusedException(Refusal.TOO_LONG_LIVED, "no exp");
    }
    Instant expires = expiry.get().plus(options.leeway());
    if (!expires.isAfter(now)) {
      throw new RefusedException(Refusal.EXPIRED, "it is over");
    }
    Instant begin = issued.orElse(now);
    if (!options.maxLifetime().isZero()
        && expiry.get().isAfter(begin.plus(options.maxLifetime()))) {
      throw new RefusedException(Refusal.TOO_LONG_LIVED, "exp is too late");
    }
    return expires;
  }

  private void checkParties(Claims claims) throws RefusedException {
    List<String> audiences = claims.textOrTexts("aud");
    if (!options.audiences().isEmpty()
        && audiences.stream().noneMatch(options.audiences()::contains)) {
      throw new RefusedException(Refusal.WRONG_AUDIENCE, "aud names others");
    }
    Optional<String> issuer = claims.text("iss");
    if (!options.issuers().isEmpty() && issuer.filter(options.issuers()::contains).isEmpty()) {
      throw new RefusedException(Refusal.WRONG_ISSUER, "iss names another");
    }
  }
}
