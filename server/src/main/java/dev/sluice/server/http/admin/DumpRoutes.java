package dev.sluice.server.http.admin;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.admin.TransportJson.Addresses;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomReport;
import dev.sluice.server.room.RoomStats;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What support reads: all about somebody, and all about the server. Neither tells credentials,
 * tokens, keys, fingerprints or addresses.
 */
final class DumpRoutes {

  /** A dump of the server is about so many members at most, and says when there are more. */
  static final int MOST_MEMBERS = 500;

  private final RoomCalls calls;
  private final AdminThreads threads;
  private final MemberJson members;
  private final ServerRoutes server;
  private final RecentOccurrences recent;
  private final AuditLog audit;
  private final InstantSource clock;

  DumpRoutes(
      RoomCalls calls,
      AdminThreads threads,
      MemberJson members,
      ServerRoutes server,
      RecentOccurrences recent,
      AuditLog audit,
      InstantSource clock) {
    this.calls = calls;
    this.threads = threads;
    this.members = members;
    this.server = server;
    this.recent = recent;
    this.audit = audit;
    this.clock = clock;
  }

  List<Route> routes(AdminGuard guard) {
    return List.of(
        Route.limited(
            "GET",
            "/api/admin/rooms/{room}/participants/{participant}/dump",
            guard.room(this::participant)),
        Route.limited("GET", "/api/admin/dump", guard.operator(this::server)));
  }

  private CompletionStage<Response> participant(Caller caller, RoomId room, Request request) {
    ParticipantId participant = ParticipantRoutes.participant(request);
    AuditEvent event = caller.did(Action.INSPECT).in(room).about("dump of " + participant.value());
    return calls.<Optional<RoomReport>>ask(
        room,
        answer -> new RoomCommand.Examine(Optional.of(participant), answer),
        report -> {
          Optional<RoomReport> found = report.filter(it -> !it.members().isEmpty());
          audit.record(found.isPresent() ? event : event.ended("no such participant"));
          return found
              .map(it -> download(participantDump(it), "participant"))
              .orElseGet(RoomCalls::notFound);
        });
  }

  private Map<String, Object> participantDump(RoomReport report) {
    return Json.object()
        .time("taken", clock.instant())
        .put("room", report.room().value())
        .put("recording", RoomRecordingRoutes.describe(report.recording()))
        .put("participant", members.dump(report.members().get(0), Addresses.HIDDEN))
        .put("recent", recent.of(report.room()))
        .members();
  }

  private CompletionStage<Response> server(Caller caller, Request request) {
    audit.record(caller.did(Action.INSPECT).about("dump of the server"));
    List<CompletableFuture<Optional<RoomReport>>> reports = new ArrayList<>();
    int counted = 0;
    boolean whole = true;
    for (RoomStats room : calls.rooms().stats()) {
      counted += room.members().size();
      if (counted > MOST_MEMBERS && !reports.isEmpty()) {
        whole = false;
        break;
      }
      reports.add(calls.report(room.id()));
    }
    boolean complete = whole;
    CompletableFuture<Void> all =
        CompletableFuture.allOf(reports.toArray(CompletableFuture[]::new));
    return threads.then(all, done -> download(serverDump(reports, complete), "server"));
  }

  private Map<String, Object> serverDump(
      List<CompletableFuture<Optional<RoomReport>>> reports, boolean complete) {
    List<Map<String, Object>> rooms =
        reports.stream().flatMap(each -> each.join().stream()).map(this::roomDump).toList();
    return Json.object()
        .time("taken", clock.instant())
        .put("status", server.status())
        .put("machine", machine())
        .put("complete", complete)
        .put("rooms", rooms)
        .members();
  }

  private Map<String, Object> roomDump(RoomReport report) {
    return Json.object()
        .put("name", report.room().value())
        .put("recording", RoomRecordingRoutes.describe(report.recording()))
        .put("membersInAll", report.inAll())
        .put(
            "members",
            report.members().stream()
                .map(member -> members.dump(member, Addresses.HIDDEN).members())
                .toList())
        .put("recent", recent.of(report.room()))
        .members();
  }

  private static Json machine() {
    List<Map<String, Object>> collectors = new ArrayList<>();
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      collectors.add(
          Json.object()
              .put("name", each.getName())
              .put("collections", each.getCollectionCount())
              .put("millis", each.getCollectionTime())
              .members());
    }
    return Json.object()
        .put("java", System.getProperty("java.vm.name") + " " + Runtime.version())
        .put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"))
        .put("processors", Runtime.getRuntime().availableProcessors())
        .rounded("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
        .put("threads", ManagementFactory.getThreadMXBean().getThreadCount())
        .put("collectors", collectors);
  }

  private Response download(Map<String, Object> dump, String of) {
    return Response.json(200, dump)
        .with(
            "Content-Disposition",
            "attachment; filename=\"sluice-%s-%s.json\""
                .formatted(of, clock.instant().getEpochSecond()));
  }
}
