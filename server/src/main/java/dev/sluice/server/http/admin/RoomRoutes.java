package dev.sluice.server.http.admin;

import dev.sluice.server.auth.AuditEvent;
import dev.sluice.server.auth.AuditEvent.Action;
import dev.sluice.server.auth.AuditLog;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.admin.TransportJson.Addresses;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership.Role;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomReport;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomStats.ParticipantStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The rooms and who is in them; closing one. */
final class RoomRoutes {

  private final RoomCalls calls;
  private final MemberJson members;
  private final AuditLog audit;

  RoomRoutes(RoomCalls calls, MemberJson members, AuditLog audit) {
    this.calls = calls;
    this.members = members;
    this.audit = audit;
  }

  List<Route> routes(AdminGuard guard) {
    return List.of(
        Route.limited("GET", "/api/admin/rooms", guard.admin(this::list)),
        Route.limited("GET", "/api/admin/sessions", guard.admin(this::sessions)),
        Route.limited("GET", "/api/admin/rooms/{room}", guard.room(this::details)),
        Route.limited("POST", "/api/admin/rooms/{room}/close", guard.room(this::close)));
  }

  /** Snapshots of the rooms that the caller administers, by name. */
  private List<RoomStats> visible(Caller caller) {
    return calls.rooms().stats().stream()
        .filter(room -> caller.administers(room.id()))
        .sorted(Comparator.comparing(room -> room.id().value()))
        .toList();
  }

  private CompletionStage<Response> list(Caller caller, Request request) {
    return Response.json(200, visible(caller).stream().map(RoomRoutes::summary).toList())
        .completed();
  }

  static Map<String, Object> summary(RoomStats room) {
    return Json.object()
        .put("name", room.id().value())
        .put("participants", room.present())
        .put("viewers", room.count(Role.VIEWER))
        .put("tracks", room.publications())
        .put("subscriptions", room.subscriptions())
        .put("recording", room.recording().state().wireName())
        .put(
            "worstQuality",
            room.members().stream().map(it -> it.quality().grade()).min(Integer::compare))
        .put("rtpBytesReceived", room.packets().rtpBytesReceived())
        .put("rtpBytesSent", room.packets().rtpBytesSent())
        .put("drops", room.drops())
        .members();
  }

  private CompletionStage<Response> sessions(Caller caller, Request request) {
    List<Map<String, Object>> sessions = new ArrayList<>();
    for (RoomStats room : visible(caller)) {
      room.members().forEach(member -> sessions.add(session(room.id(), member)));
    }
    return Response.json(200, sessions).completed();
  }

  private static Map<String, Object> session(RoomId room, ParticipantStats member) {
    return Json.object()
        .put("room", room.value())
        .put("id", member.id().value())
        .put("name", member.name())
        .put("role", member.role().word())
        .put("protocol", MemberJson.protocol(member.role()))
        .put("signalingConnected", member.signalingConnected())
        .put("mediaConnected", member.mediaConnected())
        .put("tracks", member.tracks().size())
        .put("subscriptions", member.subscriptions())
        .put("quality", member.quality().grade())
        .members();
  }

  private CompletionStage<Response> details(Caller caller, RoomId room, Request request) {
    Addresses addresses =
        request.query("addresses").filter("1"::equals).isPresent()
            ? Addresses.TOLD
            : Addresses.HIDDEN;
    return calls.<Optional<RoomReport>>ask(
        room,
        answer -> new RoomCommand.Examine(Optional.empty(), answer),
        report ->
            report
                .map(found -> Response.json(200, describe(found, addresses)))
                .orElseGet(RoomCalls::notFound));
  }

  private Map<String, Object> describe(RoomReport report, Addresses addresses) {
    return Json.object()
        .put("name", report.room().value())
        .put("recording", RoomRecordingRoutes.describe(report.recording()))
        .put("metadata", report.metadata())
        .put("membersInAll", report.inAll())
        .put(
            "members",
            report.members().stream()
                .map(member -> members.member(member, addresses).members())
                .toList())
        .members();
  }

  private CompletionStage<Response> close(Caller caller, RoomId room, Request request) {
    Optional<RoomHandle> handle = calls.rooms().find(room);
    handle.ifPresent(found -> found.execute(new RoomCommand.Close(LeaveReason.ROOM_CLOSED)));
    audit.record(
        caller
            .did(Action.CLOSE_ROOM)
            .in(room)
            .ended(handle.isPresent() ? AuditEvent.DONE : "not found"));
    return handle
        .map(closed -> Response.json(200, Map.of("closed", true)))
        .orElseGet(RoomCalls::notFound)
        .completed();
  }
}
