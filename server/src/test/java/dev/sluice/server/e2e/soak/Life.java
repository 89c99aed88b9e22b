package dev.sluice.server.e2e.soak;

import java.util.random.RandomGenerator;

/** What somebody does with the server, from coming to going. */
enum Life {
  CALL(
      6,
      "joins by WebSocket, publishes, watches, does all a participant can, goes in some way",
      Calls::call),
  SIMULCAST_CALL(3, "the same with three encodings and others that switch", Calls::simulcast),
  TAKEOVER(1, "joins twice under one identity", Calls::takeover),
  TOKEN_ENDS(1, "stays until its token is over", Calls::tokenEnds),
  PUBLISH(3, "publishes by WHIP, trickles, restarts ICE, goes in some way", Wishes::publish),
  WATCH(4, "watches by WHEP, listens to events, chooses layers, goes in some way", Wishes::watch),
  KICKED(1, "is kicked by the operator", Orders::kicked),
  MUTED(1, "is muted by the operator", Orders::muted),
  CLOSED(1, "is in a room that the operator closes", Orders::closed),
  REVOKED(1, "has a token of the API, which is taken back", Orders::revoked),
  RECORDED(
      2, "is recorded, by the operator and by itself; somebody looks at it", Recordings::recorded),
  LISTEN(1, "listens to the events of the server and goes without a word", Orders::listen),
  LOOK(1, "asks for pages and all of the API", Orders::look),
  WRONG_TOKEN(1, "has a wrong token, one for another room, or none", Strangers::wrongToken),
  BAD_OFFER(1, "offers what is no SDP", Strangers::badOffer),
  NO_MEDIA(1, "joins, and never connects", Strangers::noMedia),
  HALF_HANDSHAKE(1, "begins DTLS and stops", Strangers::halfHandshake),
  SLOW_HTTP(1, "says its request byte by byte and hangs up", Strangers::slowHttp),
  TCP_STRANGER(1, "connects to ICE-TCP and says nothing of use", Strangers::tcpStranger);

  /** How it goes; throws when the server does not do as it should. */
  interface Story {
    void live(Stage stage, RandomGenerator random) throws Exception;
  }

  private final int weight;
  private final String what;

  @SuppressWarnings("ImmutableEnumChecker") // all are references to static methods
  private final Story story;

  Life(int weight, String what, Story story) {
    this.weight = weight;
    this.what = what;
    this.story = story;
  }

  /** How often, compared with the others. */
  int weight() {
    return weight;
  }

  String what() {
    return what;
  }

  void live(Stage stage, RandomGenerator random) throws Exception {
    story.live(stage, random);
  }
}
