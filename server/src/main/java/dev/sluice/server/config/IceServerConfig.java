package dev.sluice.server.config;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.signaling.IceServerOptions;
import dev.sluice.server.signaling.IceServerOptions.TurnRest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The STUN and TURN variables, which only make sense together. */
final class IceServerConfig {

  private IceServerConfig() {}

  /**
   * @throws ConfigException when the variables contradict one another
   */
  static IceServerOptions options(Environment environment) {
    List<IceServer> fixed = new ArrayList<>(environment.value(IceServerVariables.STUN_URLS));
    List<String> urls = environment.value(IceServerVariables.TURN_URLS);
    Optional<String> secret = environment.value(IceServerVariables.TURN_SECRET);
    Duration lifetime = Duration.ofSeconds(environment.value(IceServerVariables.TURN_TTL));
    Optional<String> username = environment.value(IceServerVariables.TURN_USERNAME);
    Optional<String> password = environment.value(IceServerVariables.TURN_PASSWORD);
    if (secret.isPresent()) {
      return new IceServerOptions(
          fixed, Optional.of(rest(environment, urls, secret.get(), lifetime)));
    }
    if (!urls.isEmpty()) {
      if (username.isEmpty() || password.isEmpty()) {
        throw new ConfigException(
            "TURN_URLS is set, but neither TURN_SECRET nor TURN_USERNAME and TURN_PASSWORD are;"
                + " browsers refuse TURN servers without credentials.");
      }
      fixed.add(new IceServer(urls, username, password));
    }
    return new IceServerOptions(fixed, Optional.empty());
  }

  private static TurnRest rest(
      Environment environment, List<String> urls, String secret, Duration lifetime) {
    if (environment.has(IceServerVariables.TURN_USERNAME)
        || environment.has(IceServerVariables.TURN_PASSWORD)) {
      throw new ConfigException(
          "TURN_SECRET makes credentials for each participant, but TURN_USERNAME or TURN_PASSWORD"
              + " is set as well; unset those or TURN_SECRET.");
    }
    if (urls.isEmpty()) {
      throw new ConfigException(
          "TURN_SECRET is set, but TURN_URLS is not; say which servers know the secret.");
    }
    return new TurnRest(urls, secret, lifetime);
  }

  /** Whether no room is open to who has no token. */
  private static boolean wantsTokens(Environment environment) {
    return environment.has(SharedTokenVariables.AUTH_TOKEN)
        || environment.has(AccessVariables.JWT_SECRET)
        || environment.has(AccessVariables.JWT_PUBLIC_KEY)
        || environment.has(AccessVariables.JWT_JWKS_URL);
  }

  /** A sentence for each variable that has no effect or less than one might think. */
  static List<String> notices(Environment environment) {
    List<String> notices = new ArrayList<>();
    if (environment.has(IceServerVariables.TURN_TTL)
        && !environment.has(IceServerVariables.TURN_SECRET)) {
      notices.add("TURN_TTL is set, but without TURN_SECRET credentials do not expire.");
    }
    if (!environment.has(IceServerVariables.TURN_URLS)
        && environment.has(IceServerVariables.TURN_PASSWORD)) {
      notices.add("TURN_PASSWORD is set, but has no effect without TURN_URLS.");
    }
    if (environment.has(IceServerVariables.TURN_URLS) && !wantsTokens(environment)) {
      notices.add(
          "TURN_URLS is set, but neither AUTH_TOKEN nor JWTs are; anybody who enters an open room may relay"
              + " through those servers.");
    }
    if (splitsLinks(environment.value(IceServerVariables.TURN_USERNAME))
        || splitsLinks(environment.value(IceServerVariables.TURN_PASSWORD))) {
      notices.add(
          "TURN_USERNAME or TURN_PASSWORD contains a comma, semicolon or quote; OBS cannot read"
              + " such credentials.");
    }
    return notices;
  }

  private static boolean splitsLinks(Optional<String> text) {
    return text.map(t -> t.chars().anyMatch(c -> ",;\"".indexOf(c) >= 0)).orElse(false);
  }
}
