package dev.sluice.server.e2e.soak;

import dev.sluice.protocol.ClientMessage;
import dev.sluice.protocol.RecordingAction;
import dev.sluice.protocol.ServerMessage;
import dev.sluice.protocol.TrackIntent;
import dev.sluice.protocol.TrackSource;
import dev.sluice.server.conformance.AnsweredTransport;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.e2e.libwebrtc.RoomView;
import dev.sluice.server.e2e.libwebrtc.SignalingClient;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/** A participant by WebSocket. Used by one thread. */
final class CallPeer implements AutoCloseable {

  private final Web web;
  private final String room;
  private final String identity;
  private final MediaPeer media;
  private final PeerOffer offer;
  private final RoomView view = new RoomView();
  private SignalingClient signaling;
  private String resumeToken = "";

  CallPeer(Web web, MediaNetwork network, String room, String identity, PeerOffer offer) {
    this.web = web;
    this.room = room;
    this.identity = identity;
    this.offer = offer;
    media = new MediaPeer(network, offer);
    dial();
  }

  private void dial() {
    URI url = URI.create("ws" + web.server().toString().substring(4)).resolve("/api/ws");
    signaling = new SignalingClient(web.http(), url, web.headers(), view::apply);
  }

  /**
   * Comes in and publishes; media flows when this returns.
   *
   * @param setup what the offer says about DTLS roles
   */
  CallPeer join(String setup) {
    joinWithoutMedia(setup);
    media.awaitConnected(identity);
    return this;
  }

  /** Comes in and publishes; media begins when it can. */
  void joinWithoutMedia(String setup) {
    List<TrackIntent> tracks =
        offer.publishes()
            ? List.of(
                new TrackIntent(PeerOffer.MIC, TrackSource.MICROPHONE, "", false),
                new TrackIntent(PeerOffer.CAM, TrackSource.CAMERA, "", false))
            : List.of();
    ServerMessage.Joined joined = enter(Optional.of(media.offer(setup)), tracks, Optional.empty());
    media.connect(joined.answer().orElseThrow());
  }

  /** Comes in by a signaling of its own only; nothing of its media is ever sent. */
  void joinInSilence() {
    enter(Optional.of(media.offer("actpass")), List.of(), Optional.empty());
  }

  /** Asks to come in with an offer that is none; the server's refusal. */
  void joinBadly() {
    try {
      enter(Optional.of("v=0\r\nthis is no SDP\r\n"), List.of(), Optional.empty());
    } catch (IllegalStateException refused) {
      return;
    }
    throw new IllegalStateException("let in with no SDP");
  }

  private ServerMessage.Joined enter(
      Optional<String> sdp, List<TrackIntent> tracks, Optional<String> resume) {
    ServerMessage.Joined joined =
        signaling.request(
            ServerMessage.Joined.class,
            id ->
                new ClientMessage.Join(
                    id,
                    room,
                    Optional.empty(),
                    Optional.of(identity),
                    Optional.empty(),
                    Map.of("device", identity),
                    sdp,
                    tracks,
                    resume));
    resumeToken = joined.resumeToken();
    return joined;
  }

  /** Loses the WebSocket and comes back by another one; media goes on meanwhile. */
  void loseSignalingAndResume() {
    signaling.close();
    dial();
    if (!enter(Optional.empty(), List.of(), Optional.of(resumeToken)).resumed()) {
      throw new IllegalStateException("not resumed");
    }
  }

  void restartIce() {
    ServerMessage.Answer answer =
        signaling.request(
            ServerMessage.Answer.class,
            id -> new ClientMessage.Offer(id, media.restart(), List.of()));
    if (!answer.iceRestart()) {
      throw new IllegalStateException("no ICE restart");
    }
    media.restarted(AnsweredTransport.parse(answer.sdp()).ice());
  }

  /** Mutes a track of its own, or no longer. */
  void mute(String mid, boolean muted) {
    String track = ownTrack(mid);
    media.pause(mid.equals(PeerOffer.CAM), muted);
    ok(id -> new ClientMessage.Mute(id, track, muted));
  }

  /** Takes its camera back and shows it again, as another track. */
  void republish() {
    String track = ownTrack(PeerOffer.CAM);
    ok(id -> new ClientMessage.Unpublish(id, track));
    ok(
        id ->
            new ClientMessage.Publish(
                id, new TrackIntent(PeerOffer.CAM, TrackSource.CAMERA, "again", false)));
  }

  private String ownTrack(String mid) {
    return Poll.until("it learns of its track", () -> view.ownTrack(mid), Optional::isPresent)
        .orElseThrow();
  }

  /** Pins what is in a slot, or gives the slot back. */
  void pin(boolean pinned) {
    view.slots().stream()
        .filter(slot -> slot.mid().equals("v0"))
        .findFirst()
        .filter(slot -> slot.track().isPresent() || !pinned)
        .ifPresent(
            slot ->
                okOr(
                    "no_such_track",
                    id ->
                        new ClientMessage.Bind(
                            id, "v0", pinned ? slot.track() : Optional.empty())));
  }

  /** Shows a slot in another size, which may ask for another encoding. */
  void show(int width, int height) {
    ok(id -> new ClientMessage.LayerHint(id, "v0", width, height));
  }

  void say(String text) {
    ok(id -> new ClientMessage.Send(id, "chat", text, List.of()));
  }

  void rename(String name) {
    ok(id -> new ClientMessage.Update(id, Optional.of(name), Optional.of(Map.of("k", name))));
  }

  /** As often as chance has it, which may be more often than somebody may. */
  void refresh(String token) {
    okOr("too_many_requests", id -> new ClientMessage.RefreshToken(id, token));
  }

  /** The same, where the token may have been over before. */
  void refreshUnlessOver(String token) {
    try {
      refresh(token);
    } catch (IllegalStateException e) {
      isClosed("token_expired");
    }
  }

  void record(RecordingAction action) {
    okOr("not_recording", id -> new ClientMessage.ControlRecording(id, action, Optional.empty()));
  }

  private void ok(LongFunction<ClientMessage> message) {
    ServerMessage.Ok unused = signaling.request(ServerMessage.Ok.class, message);
  }

  /** The same, where others in the room may have been faster. */
  private void okOr(String code, LongFunction<ClientMessage> message) {
    try {
      ok(message);
    } catch (IllegalStateException e) {
      if (!String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains(code)) {
        throw e;
      }
    }
  }

  /** Waits for the server to end it. */
  void isClosed(String code) {
    Poll.until(identity + " is told " + code, view::closed, code::equals);
  }

  /** Something has been received. */
  void receives() {
    long before = media.packetsReceived();
    Poll.until(identity + " receives", media::packetsReceived, now -> now > before);
  }

  /** Goes as one should. */
  void leave() {
    media.close();
    signaling.leave();
  }

  /** Is gone, as a process that was killed. */
  void vanish() {
    media.vanish();
    signaling.close();
  }

  @Override
  public void close() {
    vanish();
  }
}
