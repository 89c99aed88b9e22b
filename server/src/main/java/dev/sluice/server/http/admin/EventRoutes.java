package dev.sluice.server.http.admin;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.Grants;
import dev.sluice.server.events.EventDesk;
import dev.sluice.server.events.EventFeed;
import dev.sluice.server.events.EventFilter;
import dev.sluice.server.events.ServerEvent;
import dev.sluice.server.http.EventStream;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.ServerSentEvent;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.time.NanoClock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/**
 * {@code GET /api/admin/events}: the server's events as a stream, for the operator, and for who may
 * administer some rooms those of these rooms. Without any tokens there is no operator, and nothing
 * is found here.
 */
public final class EventRoutes {

  /** Streams at once, and how many of them one caller and all but the operator may hold. */
  private static final int MAX_STREAMS = 32;

  static final int MAX_OF_ONE = 4;
  private static final int MAX_OF_OTHERS = 24;

  /** Room for all that the feed holds, which is sent at once to who comes back. */
  private static final int MAX_QUEUED_BYTES = 4 << 20;

  /** Who administers some rooms is told less, and there may be many who do not read. */
  private static final int MAX_QUEUED_BYTES_OF_OTHERS = 1 << 20;

  /** How long a token that was revoked meanwhile, or has ended, is taken for good. */
  private static final long RECHECK_NANOS = 5_000_000_000L;

  private final EventDesk desk;
  private final EventFeed feed;
  private final Access access;
  private final NanoClock clock;
  private final CallerShares open = new CallerShares(MAX_OF_ONE, MAX_OF_OTHERS, MAX_STREAMS);

  private EventRoutes(EventDesk desk, EventFeed feed, Access access, NanoClock clock) {
    this.desk = desk;
    this.feed = feed;
    this.access = access;
    this.clock = clock;
  }

  public static List<Route> of(
      EventDesk desk, EventFeed feed, Access access, AuditLog audit, NanoClock clock) {
    EventRoutes routes = new EventRoutes(desk, feed, access, clock);
    AdminGuard guard = new AdminGuard(access, audit);
    return access.knowsTokens()
        ? List.of(Route.limited("GET", "/api/admin/events", guard.admin(routes::stream)))
        : List.of();
  }

  private CompletionStage<Response> stream(Caller caller, Request request) throws InvalidOrder {
    Optional<String> room = request.query("room");
    if (room.isPresent() && !caller.administers(AdminGuard.roomId(room.get()))) {
      return Response.error(403, "forbidden").completed();
    }
    EventFilter types = types(request);
    if (!open.has(caller.grants())) {
      return Response.error(503, "too many event streams").with("Retry-After", "10").completed();
    }
    Optional<String> lastId =
        request.header("Last-Event-ID").or(() -> request.query("lastEventId"));
    return Response.events(new Source(caller.grants(), request.headerToken(), room, types, lastId))
        .completed();
  }

  private static EventFilter types(Request request) throws InvalidOrder {
    try {
      return request.query("types").map(EventFilter::parse).orElse(EventFilter.ALL);
    } catch (IllegalArgumentException e) {
      throw new InvalidOrder("no such type of event");
    }
  }

  /** Fills one stream. */
  private final class Source implements EventStream.Source {

    private final Grants caller;
    private final Optional<String> token;
    private final Optional<String> room;
    private final EventFilter types;
    private final Optional<String> lastId;
    private Optional<Reader> reader = Optional.empty();

    private Source(
        Grants caller,
        Optional<String> token,
        Optional<String> room,
        EventFilter types,
        Optional<String> lastId) {
      this.caller = caller;
      this.token = token;
      this.room = room;
      this.types = types;
      this.lastId = lastId;
    }

    @Override
    public OptionalInt maxQueuedBytes() {
      return OptionalInt.of(caller.isOperator() ? MAX_QUEUED_BYTES : MAX_QUEUED_BYTES_OF_OTHERS);
    }

    @Override
    public void opened(EventStream stream) {
      if (!open.take(caller)) {
        // several came at the same moment
        stream.close();
        return;
      }
      Reader added = new Reader(stream, token, room, types);
      reader = Optional.of(added);
      desk.execute(() -> feed.add(added, lastId, clock.nanoTime()));
    }

    @Override
    public void closed(EventStream stream, EventStream.CloseReason reason) {
      reader.ifPresent(
          removed -> {
            open.giveBack(caller);
            desk.execute(() -> feed.remove(removed));
          });
    }
  }

  /** Chooses what a stream is told. Used on the desk's thread. */
  private final class Reader implements EventFeed.Reader {

    private final EventStream stream;
    private final Optional<String> token;
    private final Optional<String> room;
    private final EventFilter types;
    private Optional<Grants> grants = Optional.empty();
    private long checkedNanos;

    private Reader(
        EventStream stream, Optional<String> token, Optional<String> room, EventFilter types) {
      this.stream = stream;
      this.token = token;
      this.room = room;
      this.types = types;
      check(clock.nanoTime());
    }

    private void check(long nowNanos) {
      grants = access.identify(token).granted().filter(Grants::admin);
      checkedNanos = nowNanos;
      if (grants.isEmpty()) {
        stream.close();
      }
    }

    @Override
    public boolean wants(ServerEvent event) {
      long now = clock.nanoTime();
      if (now - checkedNanos >= RECHECK_NANOS) {
        check(now);
      }
      return grants.isPresent()
          && types.includes(event.type())
          && room.map(only -> only.equals(event.room())).orElse(true)
          && (event.room().isEmpty()
              ? grants.get().isOperator()
              : grants.get().rooms().includes(new RoomId(event.room())));
    }

    @Override
    public void tell(ServerEvent event, long nowNanos) {
      stream.send(new ServerSentEvent(event.type().word(), event.json(), Optional.of(event.id())));
    }

    @Override
    public void missed() {
      stream.send(new ServerSentEvent("missed", "{}"));
    }
  }
}
