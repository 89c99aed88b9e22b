package dev.sluice.server.e2e.soak;

import dev.sluice.server.ice.IceCredentials;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A WHIP publisher or WHEP viewer. Used by one thread. */
final class WishPeer implements AutoCloseable {

  private static final String FRAGMENT = "application/trickle-ice-sdpfrag";
  private static final Pattern UFRAG = Pattern.compile("a=ice-ufrag:(\\S+)");
  private static final Pattern PWD = Pattern.compile("a=ice-pwd:(\\S+)");
  private static final Pattern LINK = Pattern.compile("<([^>]+)>; rel=\"([^\"]+)\"");

  private final Web web;
  private final MediaPeer media;
  private URI session;
  private String entityTag = "";
  private HttpResponse<String> created;

  WishPeer(Web web, MediaNetwork network, PeerOffer offer) {
    this.web = web;
    this.media = new MediaPeer(network, offer);
  }

  /** Makes the session, and connects nothing. */
  WishPeer post(String path, String setup) {
    created = Web.expect(web.send("POST", path, media.offer(setup), "Content-Type", Web.SDP), 201);
    session = web.server().resolve(created.headers().firstValue("Location").orElseThrow());
    entityTag = created.headers().firstValue("ETag").orElse("");
    return this;
  }

  /** A path is proven, and the handshake is begun and given up. */
  void connectByHalf() {
    media.fallSilentInHandshake();
    media.connect(created.body());
  }

  /** Media flows when this returns. */
  WishPeer connect() {
    media.connect(created.body());
    media.awaitConnected(session.toString());
    return this;
  }

  /** Tells a candidate, which the server counts and does not need. */
  void trickle() {
    Web.expect(
        patch("a=mid:mic\r\na=candidate:1 1 udp 2122260223 192.0.2.7 50000 typ host\r\n"),
        204,
        404);
  }

  void restartIce() {
    String offer = media.restart();
    HttpResponse<String> answer =
        Web.expect(
            patch(
                "a=ice-ufrag:%s\r\na=ice-pwd:%s\r\n"
                    .formatted(found(UFRAG, offer), found(PWD, offer))),
            200);
    entityTag = answer.headers().firstValue("ETag").orElse(entityTag);
    media.restarted(new IceCredentials(found(UFRAG, answer.body()), found(PWD, answer.body())));
  }

  private HttpResponse<String> patch(String lines) {
    return web.send(
        "PATCH", session.getPath(), lines, "Content-Type", FRAGMENT, "If-Match", entityTag);
  }

  private static String found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in " + text);
    }
    return matcher.group(1);
  }

  /** Where an extension of WHEP is, by the last word of its relation. */
  Optional<String> extension(String name) {
    return created.headers().allValues("Link").stream()
        .map(LINK::matcher)
        .filter(Matcher::find)
        .filter(link -> link.group(2).endsWith(":" + name))
        .map(link -> link.group(1))
        .findFirst();
  }

  long packetsReceived() {
    return media.packetsReceived();
  }

  /** Goes as one should. */
  void delete() {
    media.close();
    Web.expect(web.send("DELETE", session.getPath(), ""), 200, 404);
  }

  /** Is gone, as a process that was killed. */
  void vanish() {
    media.vanish();
  }

  @Override
  public void close() {
    vanish();
  }
}
