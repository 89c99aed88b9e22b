package dev.sluice.server.signaling.whep;

import dev.sluice.server.http.EventStream;
import dev.sluice.server.http.EventStream.CloseReason;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.ServerSentEvent;
import dev.sluice.server.signaling.SessionLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One event stream of a player: what it wants to hear, and the request that reads it at present.
 *
 * <p>All events tell a state. What is kept for a player that does not read, or that comes again
 * after its connection broke, is therefore the latest of each topic: it is bounded, and a player
 * that was away knows what is the case. Owned by the session loop.
 */
final class EventChannel {

  private final String id;
  private final Set<PlayerEvent> wanted;
  private final SessionLoop loop;

  /** In the order in which they happened. */
  private final Map<PlayerEvent.Topic, ServerSentEvent> latest = new LinkedHashMap<>();

  private Optional<EventStream> reader = Optional.empty();
  private boolean ended;

  /**
   * @param id the last segment of its URL, a secret
   */
  EventChannel(String id, Set<PlayerEvent> wanted, SessionLoop loop) {
    this.id = id;
    this.wanted = Set.copyOf(wanted);
    this.loop = loop;
  }

  String id() {
    return id;
  }

  void tell(PlayerEvent event, String data) {
    latest.remove(event.topic());
    if (wanted.contains(event)) {
      ServerSentEvent message = new ServerSentEvent(event.wireName(), data);
      latest.put(event.topic(), message);
      reader.ifPresent(stream -> stream.send(message));
    }
  }

  /** Answers a GET: the events as they come. A further GET takes the place of the one before. */
  Response response() {
    return Response.events(
        new EventStream.Source() {
          @Override
          public void opened(EventStream stream) {
            loop.execute(() -> attach(stream));
          }

          @Override
          public void closed(EventStream stream, CloseReason reason) {
            loop.execute(() -> detach(stream));
          }
        });
  }

  private void attach(EventStream stream) {
    if (ended) {
      stream.close();
      return;
    }
    reader.ifPresent(EventStream::close);
    reader = Optional.of(stream);
    latest.values().forEach(stream::send);
  }

  private void detach(EventStream stream) {
    reader = reader.filter(present -> present != stream);
  }

  /** Nothing more is told. */
  void end() {
    ended = true;
    reader.ifPresent(EventStream::close);
    reader = Optional.empty();
  }
}
