package dev.sluice.server.auth.jwt;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.auth.Grants;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes tokens that this server takes: what is wanted is read with the very code that reads what
 * comes, so nothing is made that would mean something else at the door. Thread-safe.
 */
public final class TokenMinter {

  /** What may be wanted; the rest of the claims is ours. */
  public static final Set<String> WISHES =
      Set.of(
          "room",
          "rooms",
          "identity",
          "name",
          "metadata",
          "publish",
          "subscribe",
          "record",
          "recordings",
          "admin",
          "hidden",
          "limits",
          "once");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ID_BYTES = 16;

  private final TokenSigner signer;
  private final JwtVerifier verifier;
  private final JwtOptions options;
  private final InstantSource clock;
  private final SecureRandom random;

  /** A wish that cannot be met; the message is for who wishes. */
  public static final class MintException extends Exception {
    private static final long serialVersionUID = 1L;

    MintException(String message) {
      super(message);
    }
  }

  /**
   * A token, made.
   *
   * @param token a secret: not to be logged
   * @param tokenId names it in logs, and to take it back
   */
  public record Minted(String token, String tokenId, Grants grants, Instant expires) {

    /** Tells nothing of the token. */
    @Override
    public String toString() {
      return "Minted[" + tokenId + "]";
    }
  }

  /**
   * @param verifier which takes what the signer signs
   */
  public TokenMinter(
      TokenSigner signer,
      JwtVerifier verifier,
      JwtOptions options,
      InstantSource clock,
      SecureRandom random) {
    this.signer = Objects.requireNonNull(signer);
    this.verifier = Objects.requireNonNull(verifier);
    this.options = options;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes a token.
   *
   * @param wishes by the names of {@link #WISHES}; {@code identity} becomes the subject
   * @param lifetime at least a second
   */
  public Minted mint(Map<String, ?> wishes, Duration lifetime) throws MintException {
    if (!WISHES.containsAll(wishes.keySet())) {
      throw new MintException("there is something that cannot be wished for");
    }
    if (!wishes.containsKey("room") && !wishes.containsKey("rooms")) {
      throw new MintException("room or rooms must say what the token opens");
    }
    if (lifetime.toSeconds() < 1) {
      throw new MintException("a token lives for a second at least");
    }
    Instant now = clock.instant();
    String id = randomId();
    Map<String, Object> claims = new LinkedHashMap<>();
    wishes.forEach((name, value) -> claims.put(name.equals("identity") ? "sub" : name, value));
    claims.put("jti", id);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + lifetime.toSeconds());
    options.audiences().stream().sorted().findFirst().ifPresent(aud -> claims.put("aud", aud));
    options.issuers().stream().sorted().findFirst().ifPresent(iss -> claims.put("iss", iss));
    return minted(claims, id);
  }

  private Minted minted(Map<String, Object> claims, String id) throws MintException {
    try {
      String token = signer.sign(JSON.writeValueAsString(claims));
      Instant expires = Instant.ofEpochSecond((Long) claims.get("exp"));
      return new Minted(token, id, verifier.examine(token).grants(), expires);
    } catch (RefusedException e) {
      throw new MintException(e.getMessage());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists of JSON can be written", e);
    }
  }

  private String randomId() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
