package dev.sluice.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Backends and their secrets, shown by HTTP Basic (RFC 7617). Immutable. */
final class ApiKeys {

  private static final String SCHEME = "Basic ";

  private final Map<String, String> secrets;

  ApiKeys(Map<String, String> secrets) {
    this.secrets = Map.copyOf(secrets);
  }

  /** The name of the key that a request shows, if it is right. */
  Optional<String> holder(Request request) {
    Optional<String> shown =
        request
            .header("Authorization")
            .filter(text -> text.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
            .flatMap(text -> decoded(text.substring(SCHEME.length()).strip()));
    String text = shown.orElse("");
    String holder = null;
    // every key is compared, so that the time tells nothing
    for (Map.Entry<String, String> key : secrets.entrySet()) {
      if (same(key.getKey() + ":" + key.getValue(), text)) {
        holder = key.getKey();
      }
    }
    return Optional.ofNullable(holder);
  }

  private static Optional<String> decoded(String base64) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean same(String wanted, String offered) {
    return MessageDigest.isEqual(
        wanted.getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
  }
}
