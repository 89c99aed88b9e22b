package dev.sluice.server.e2e.soak;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Lives of participants who come by WebSocket. */
final class Calls {

  private static final List<String> SETUPS = List.of("actpass", "actpass", "active", "passive");
  private static final Duration SOON_OVER = Duration.ofSeconds(4);

  private Calls() {}

  /** Which of its tracks somebody has muted. */
  private static final class Mutes {

    private final CallPeer peer;
    private final Set<String> muted = new HashSet<>();

    Mutes(CallPeer peer) {
      this.peer = peer;
    }

    void change(String mid) {
      boolean now = !muted.remove(mid);
      if (now) {
        muted.add(mid);
      }
      peer.mute(mid, now);
    }
  }

  static void call(Stage stage, RandomGenerator random) throws Exception {
    call(stage, random, PeerOffer.participant(false));
  }

  static void simulcast(Stage stage, RandomGenerator random) throws Exception {
    call(stage, random, PeerOffer.participant(true));
  }

  private static void call(Stage stage, RandomGenerator random, PeerOffer offer) throws Exception {
    String room = stage.room();
    String identity = stage.somebody();
    try (CallPeer peer = peer(stage, room, identity, offer)) {
      peer.join(SETUPS.get(random.nextInt(SETUPS.size())));
      Mutes mutes = new Mutes(peer);
      Stay.doing(
          stage,
          random,
          List.of(
              () -> mutes.change(PeerOffer.MIC),
              () -> mutes.change(PeerOffer.CAM),
              () -> peer.republish(),
              () -> peer.pin(true),
              () -> peer.pin(false),
              () -> peer.show(160 << random.nextInt(4), 90 << random.nextInt(4)),
              () -> peer.say("x".repeat(random.nextInt(2_000))),
              () -> peer.rename("called-" + random.nextInt(1_000_000)),
              peer::restartIce,
              peer::loseSignalingAndResume,
              peer::loseSignalingAndResume,
              () -> peer.refresh(stage.tokens().of(room, identity))));
      switch (random.nextInt(3)) {
        case 0 -> peer.vanish();
        case 1 -> {
          peer.loseSignalingAndResume();
          peer.vanish();
        }
        default -> peer.leave();
      }
    }
  }

  static CallPeer peer(Stage stage, String room, String identity, PeerOffer offer) {
    return new CallPeer(
        stage.client().with(stage.tokens().of(room, identity)),
        stage.network(),
        room,
        identity,
        offer);
  }

  /** Both are there for a while, and see each other's media. */
  static void takeover(Stage stage, RandomGenerator random) throws Exception {
    String room = stage.ownRoom();
    String identity = stage.somebody();
    PeerOffer offer = PeerOffer.participant(false);
    try (CallPeer other = peer(stage, room, stage.somebody(), offer).join("actpass");
        CallPeer first = peer(stage, room, identity, offer).join("actpass")) {
      other.receives();
      try (CallPeer second = peer(stage, room, identity, offer).join("actpass")) {
        first.isClosed("replaced");
        other.receives();
        second.receives();
        Stay.idle(stage, random);
        second.leave();
      }
      other.leave();
    }
  }

  /** The token is over soon, or the one that takes its place in time. */
  static void tokenEnds(Stage stage, RandomGenerator random) {
    String room = stage.ownRoom();
    String identity = stage.somebody();
    Web web = stage.client().with(stage.tokens().of(room, identity, SOON_OVER));
    try (CallPeer peer =
        new CallPeer(web, stage.network(), room, identity, PeerOffer.participant(false))) {
      peer.joinWithoutMedia("actpass");
      if (random.nextBoolean()) {
        peer.refreshUnlessOver(stage.tokens().of(room, identity, SOON_OVER));
      }
      peer.isClosed("token_expired");
    }
  }
}
