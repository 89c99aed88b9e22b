package dev.sluice.server.app;

import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.http.admin.DrainControl;
import dev.sluice.server.signaling.SignalingService;
import dev.sluice.server.signaling.wish.WishService;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether newcomers are taken in. An operator may have them refused and think better of it; the end
 * of the process is final. While they are refused the server is not ready, so that load balancers
 * send nobody. Thread-safe.
 */
final class Drain implements DrainControl, ReadinessCheck {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  private final SignalingService signaling;
  private final WishService wish;
  private final InstantSource clock;
  private State state = State.OPEN;

  Drain(SignalingService signaling, WishService wish, InstantSource clock) {
    this.signaling = signaling;
    this.wish = wish;
    this.clock = clock;
  }

  @Override
  public synchronized State state() {
    return state;
  }

  @Override
  public synchronized boolean begin(String reason) {
    if (state.phase() == Phase.STOPPING) {
      return false;
    }
    enter(Phase.DRAINING, reason);
    log.info("draining by order: {}", reason);
    return true;
  }

  @Override
  public synchronized boolean cancel() {
    if (state.phase() == Phase.STOPPING) {
      return false;
    }
    if (state.phase() == Phase.DRAINING) {
      state = State.OPEN;
      signaling.admit();
      wish.admit();
      log.info("taking people in again");
    }
    return true;
  }

  /** The process ends; from now on nothing changes any more. */
  synchronized void stop() {
    enter(Phase.STOPPING, "the server is going away");
  }

  private void enter(Phase phase, String reason) {
    state = new State(phase, reason, Optional.of(state.since().orElseGet(clock::instant)));
    signaling.drain();
    wish.drain();
  }

  @Override
  public String name() {
    return "drain";
  }

  @Override
  public synchronized Optional<String> problem() {
    return switch (state.phase()) {
      case OPEN -> Optional.empty();
      case DRAINING -> Optional.of("draining: " + state.reason());
      case STOPPING -> Optional.of(state.reason());
    };
  }
}
