package dev.sluice.server.app;

import dev.sluice.server.auth.jwt.JwksKeys;
import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import java.util.Optional;

/**
 * Not ready before an identity provider's keys were fetched for the first time: nobody who comes
 * with its tokens could enter. Later failures are no reason to turn people away, since the last
 * good keys hold.
 */
record ProviderKeysCheck(JwksKeys keys) implements ReadinessCheck {

  @Override
  public String name() {
    return "token keys";
  }

  @Override
  public Optional<String> problem() {
    JwksKeys.Status status = keys.status();
    return status.fetches() > 0
        ? Optional.empty()
        : status.problem().map(text -> "no keys of the identity provider yet: " + text);
  }
}
