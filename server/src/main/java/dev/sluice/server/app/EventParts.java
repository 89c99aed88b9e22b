package dev.sluice.server.app;

import dev.sluice.recorder.library.RecordingSummary;
import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.events.EventDesk;
import dev.sluice.server.events.EventFeed;
import dev.sluice.server.events.webhook.WebhookOptions;
import dev.sluice.server.events.webhook.Webhooks;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.admin.EventRoutes;
import dev.sluice.server.room.RoomObserver;
import dev.sluice.server.telemetry.Metrics;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.WallClock;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** All that tells programs outside what happens: the desk, its feed, and webhooks if there are. */
final class EventParts implements AutoCloseable {

  /** Events that a stream that was interrupted can catch up on. */
  private static final int KEPT_EVENTS = 1_000;

  /** How long webhooks may go on when the server ends. */
  private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final EventFeed feed = new EventFeed(KEPT_EVENTS);
  private final EventDesk desk;
  private final NanoClock clock;
  private final Optional<Webhooks> webhooks;

  private volatile Optional<RecordingParts> recording = Optional.empty();

  private EventParts(
      Optional<WebhookOptions> options,
      NanoClock clock,
      WallClock wallClock,
      RandomGenerator random) {
    this.clock = clock;
    this.desk =
        new EventDesk(
            HexFormat.of().toHexDigits(random.nextInt()),
            wallClock,
            clock,
            id -> recording.flatMap(parts -> parts.library().find(id)).map(RecordingSummary::room),
            FAREWELL_NANOS);
    this.webhooks =
        options.map(some -> new Webhooks(some, desk, clock, InstantSource.system(), random));
    desk.add(feed);
    webhooks.ifPresent(desk::add);
  }

  static EventParts start(
      Optional<WebhookOptions> options,
      NanoClock clock,
      WallClock wallClock,
      RandomGenerator random) {
    EventParts parts = new EventParts(options, clock, wallClock, random);
    parts.desk.start();
    return parts;
  }

  /** Tells of these recordings too. */
  void follow(RecordingParts parts) {
    recording = Optional.of(parts);
    parts.addObserver(desk);
  }

  RoomObserver rooms() {
    return desk;
  }

  List<Route> routes(Access access, AuditLog audit) {
    return EventRoutes.of(desk, feed, access, audit, clock);
  }

  void addTo(Metrics metrics) {
    metrics.addEvents(desk::dropped, () -> webhooks.map(Webhooks::stats), InstantSource.system());
  }

  /** Waits a little for webhooks. */
  @Override
  public void close() {
    desk.close();
    webhooks.ifPresent(Webhooks::close);
  }
}
