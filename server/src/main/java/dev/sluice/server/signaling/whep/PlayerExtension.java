package dev.sluice.server.signaling.whep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.signaling.wish.MediaSession;
import dev.sluice.server.signaling.wish.SessionExtension;
import dev.sluice.server.signaling.wish.WishRefusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The core extensions of one WHEP session: server-sent events, and the choice of layers. Owned by
 * the session loop.
 */
final class PlayerExtension implements SessionExtension {

  static final String EVENTS = "/events";
  static final String LAYER = "/layer";

  private static final String CORE = "urn:ietf:params:whep:ext:core:";

  private final MediaSession session;
  private final LayerDescriptions layers;
  private final PlayerEvents events;

  PlayerExtension(MediaSession session) {
    this.session = session;
    this.layers = new LayerDescriptions(session.mids());
    this.events = new PlayerEvents(session.loop(), layers);
  }

  @Override
  public List<String> links() {
    String eventsLink = link(EVENTS, "server-sent-events");
    return List.of(eventsLink + "; events=\"" + PlayerEvent.names() + '"', link(LAYER, "layer"));
  }

  private String link(String path, String name) {
    return "<" + session.path() + path + ">; rel=\"" + CORE + name + '"';
  }

  @Override
  public void onEvent(RoomEvent event) {
    events.onEvent(event);
  }

  @Override
  public boolean onDrain(Optional<String> elsewhere) {
    events.reconnect(elsewhere);
    return events.heard();
  }

  @Override
  public void onEnd() {
    events.end();
  }

  // ---- what players ask

  /** POST to the events: 201 with the URL of a stream. */
  Response openStream(Request request) throws WishRefusal {
    EventChannel channel = events.open(session.names().next(), wanted(request));
    return Response.status(201).with("Location", session.path() + EVENTS + "/" + channel.id());
  }

  /** All events, unless the body lists some. */
  private static Set<PlayerEvent> wanted(Request request) throws WishRefusal {
    if (request.body().length == 0) {
      return EnumSet.allOf(PlayerEvent.class);
    }
    JsonNode names = Json.read(request);
    if (!names.isArray()) {
      throw WishRefusal.of(400, "the body must be a JSON array of event names");
    }
    Set<PlayerEvent> wanted = EnumSet.noneOf(PlayerEvent.class);
    for (JsonNode name : names) {
      wanted.add(
          PlayerEvent.named(name.asText())
              .filter(event -> name.isTextual())
              .orElseThrow(() -> WishRefusal.of(400, "the events are " + PlayerEvent.names())));
    }
    return wanted;
  }

  /** GET of a stream. */
  Response stream(Request request) throws WishRefusal {
    return events.channel(request.variable("stream")).response();
  }

  /** DELETE of a stream. */
  Response closeStream(Request request) throws WishRefusal {
    events.close(request.variable("stream"));
    return Response.status(200);
  }

  /** POST to the layer. */
  void chooseLayer(Request request, CompletableFuture<Response> response) throws WishRefusal {
    LayerRequest wanted = LayerRequest.parse(Json.read(request), session, layers);
    session.chooseLayer(
        wanted.mid(),
        wanted.choice(),
        refused -> {
          if (refused.isPresent()) {
            response.completeExceptionally(refused.get());
          } else {
            response.complete(Response.status(200));
          }
        });
  }
}
