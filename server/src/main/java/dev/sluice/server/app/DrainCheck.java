package dev.sluice.server.app;

import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.signaling.SignalingService;
import java.util.Optional;

/** Not ready once the server is going away. */
record DrainCheck(SignalingService signaling) implements ReadinessCheck {

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public Optional<String> problem() {
    return signaling.draining() ? Optional.of("the server is going away") : Optional.empty();
  }
}
