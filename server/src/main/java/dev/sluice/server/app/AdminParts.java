package dev.sluice.server.app;

import dev.sluice.server.auth.Access;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.auth.DenyList;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.admin.AdminRoutes;
import dev.sluice.server.http.admin.AdminServices;
import dev.sluice.server.http.admin.AdminThreads;
import dev.sluice.server.http.admin.DrainControl;
import dev.sluice.server.http.admin.FlightRecordings;
import dev.sluice.server.http.admin.RecentOccurrences;
import dev.sluice.server.http.admin.ServerFacts;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.room.RoomObserver;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.signaling.SignalingService;
import dev.sluice.server.signaling.SignalingStats;
import dev.sluice.server.signaling.wish.WishService;
import dev.sluice.server.time.WallClock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the admin API needs besides the parts of others, joined. */
final class AdminParts implements AutoCloseable {

  private final WallClock wallClock;
  private final InstantSource clock = InstantSource.system();
  private final Instant started = clock.instant();
  private final RecentOccurrences recent;
  private final AdminThreads threads = new AdminThreads();
  private final FlightRecordings flights = new FlightRecordings(clock);

  AdminParts(WallClock wallClock) {
    this.wallClock = wallClock;
    this.recent = new RecentOccurrences(wallClock);
  }

  /** Remembers what happened last in each room. */
  RoomObserver observer() {
    return recent;
  }

  /** Who may give orders, who hears of them, and who is kept out. */
  record Security(Access access, DenyList denied, AuditLog audit) {}

  /** What orders are about. */
  record Services(
      Rooms rooms,
      SignalingService signaling,
      WishService wish,
      MediaLoops loops,
      DrainControl drain,
      List<ReadinessCheck> checks,
      Optional<RecordingParts> recording) {}

  List<Route> routes(ServerConfig config, Security security, Services services) {
    ServerFacts facts =
        new ServerFacts(
            Version.text(),
            started,
            services.loops()::stats,
            services.checks(),
            limits(config),
            () -> counts(services),
            () -> services.recording().map(AdminParts::disk).orElse(Map.of()));
    return AdminRoutes.of(
        new AdminServices(
            security.access(),
            services.rooms(),
            security.denied(),
            security.audit(),
            facts,
            services.drain(),
            recent,
            flights,
            threads,
            wallClock,
            clock));
  }

  private static Map<String, Number> limits(ServerConfig config) {
    Map<String, Number> limits = new LinkedHashMap<>();
    limits.put("participantsPerRoom", config.rooms().maxParticipants());
    limits.put("subscribersPerRoom", config.rooms().maxSubscribers());
    limits.put("tracksPerParticipant", config.rooms().maxTracksPerParticipant());
    limits.put("sessions", config.wish().maxSessions());
    limits.put("overloadPercent", config.wish().overloadPercent());
    limits.put("httpConnections", config.http().limits().counts().connections());
    limits.put("bodyBytes", config.http().limits().sizes().bodyBytes());
    limits.put("sdpBytes", config.maxSdpBytes());
    return limits;
  }

  private static Map<String, Number> counts(Services services) {
    SignalingStats signaling = services.signaling().stats();
    Map<String, Number> counts = new LinkedHashMap<>();
    counts.put("webSockets", signaling.connections());
    counts.put("webSocketSessions", signaling.sessions());
    services
        .wish()
        .stats()
        .sessions()
        .forEach((protocol, sessions) -> counts.put(protocol + "Sessions", sessions));
    return counts;
  }

  private static Map<String, Number> disk(RecordingParts recording) {
    Map<String, Number> disk = new LinkedHashMap<>();
    recording.library().disk().ifPresent(reading -> disk.put("freeBytes", reading.freeBytes()));
    disk.put("full", recording.library().diskFull() ? 1 : 0);
    return disk;
  }

  @Override
  public void close() {
    flights.close();
    threads.close();
  }
}
