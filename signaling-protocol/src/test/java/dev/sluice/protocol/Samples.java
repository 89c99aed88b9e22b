package dev.sluice.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** At least one message of every type, with and without its optional parts. */
final class Samples {
  private static final TrackInfo TRACK =
      new TrackInfo(
          "TR_1",
          "alice",
          "1",
          MediaKind.VIDEO,
          TrackSource.CAMERA,
          "vp8",
          "Front",
          false,
          false,
          true);
  private static final ParticipantInfo ALICE =
      new ParticipantInfo("alice", "Alice", Map.of("role", "host"), true, List.of(TRACK));

  static final List<ClientMessage> CLIENT =
      List.of(
          new ClientMessage.Join(
              1,
              "daily",
              Optional.of("secret"),
              Optional.of("alice"),
              Optional.of("Alice"),
              Map.of("role", "host"),
              Optional.of("v=0\r\n"),
              List.of(new TrackIntent("0", TrackSource.MICROPHONE, "Built-in", true)),
              Optional.empty(),
              Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")),
          new ClientMessage.Join(
              0,
              "daily",
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Map.of(),
              Optional.empty(),
              List.of(),
              Optional.of("resume-token")),
          new ClientMessage.Offer(
              2, "v=0\r\n", List.of(new TrackIntent("7", TrackSource.SCREEN_AUDIO, "", false))),
          new ClientMessage.Publish(3, new TrackIntent("1", TrackSource.CAMERA, "Front", false)),
          new ClientMessage.Unpublish(4, "TR_1"),
          new ClientMessage.Mute(5, "TR_1", true),
          new ClientMessage.Bind(6, "4", Optional.of("TR_1")),
          new ClientMessage.Bind(7, "4", Optional.empty()),
          new ClientMessage.LayerHint(0, "4", 640, 360),
          new ClientMessage.Send(8, "chat", "hello", List.of("bob")),
          new ClientMessage.Send(0, "", "", List.of()),
          new ClientMessage.Update(9, Optional.of("Al"), Optional.of(Map.of("hand", "up"))),
          new ClientMessage.Update(10, Optional.empty(), Optional.empty()),
          new ClientMessage.UpdateRoom(11, Map.of("topic", "Planning")),
          new ClientMessage.ControlRecording(
              14, RecordingAction.START, Optional.of(RecordingMode.TRACK)),
          new ClientMessage.ControlRecording(0, RecordingAction.STOP, Optional.empty()),
          new ClientMessage.RefreshToken(15, "another"),
          new ClientMessage.Leave(12),
          new ClientMessage.Ping(13, 1700000000000L),
          new ClientMessage.Ping(0, 0));

  static final List<ServerMessage> SERVER =
      List.of(
          new ServerMessage.Joined(
              1,
              ServerMessage.PROTOCOL,
              ALICE,
              List.of(new ParticipantInfo("bob", "", Map.of(), false, List.of())),
              List.of(
                  new SlotInfo("3", MediaKind.AUDIO, Optional.empty(), false),
                  new SlotInfo("6", MediaKind.VIDEO, Optional.of("TR_1"), true)),
              Optional.of("v=0\r\n"),
              "resume-token",
              20,
              List.of(
                  IceServer.of("stun:stun.example.org"),
                  new IceServer(
                      List.of("turn:turn.example.org"), Optional.of("u"), Optional.of("p"))),
              new RoomInfo(
                  "daily",
                  Map.of("topic", "Planning"),
                  new RecordingInfo(
                      RecordingState.PAUSED, 1700000000000L, Optional.of("bob"), Optional.empty())),
              false,
              true,
              new Permissions(List.of(Publishable.values()), true, false, true)),
          new ServerMessage.Joined(
              0,
              ServerMessage.PROTOCOL,
              ALICE,
              List.of(),
              List.of(),
              Optional.empty(),
              "resume-token",
              20,
              List.of(),
              new RoomInfo("daily", Map.of(), RecordingInfo.NONE),
              true,
              false,
              new Permissions(List.of(), true, true, false)),
          new ServerMessage.PermissionsChanged(
              new Permissions(List.of(Publishable.AUDIO), false, false, false)),
          new ServerMessage.TokenExpiring(60),
          new ServerMessage.Answer(2, "v=0\r\n", true, List.of(IceServer.of("stun:stun.example"))),
          new ServerMessage.Answer(3, "v=0\r\n", false, List.of()),
          new ServerMessage.Ok(3),
          new ServerMessage.ParticipantJoined(ALICE),
          new ServerMessage.ParticipantLeft("alice", LeaveReason.SIGNALING_LOST),
          new ServerMessage.ParticipantUpdated(ALICE),
          new ServerMessage.TrackPublished(TRACK),
          new ServerMessage.TrackUnpublished("TR_1", "alice"),
          new ServerMessage.TrackUpdated(TRACK),
          new ServerMessage.Slots(
              List.of(new SlotInfo("6", MediaKind.VIDEO, Optional.of("TR_1"), false))),
          new ServerMessage.ActiveSpeakers(List.of(new Speaker("alice", 90))),
          new ServerMessage.ActiveSpeakers(List.of()),
          new ServerMessage.QualityChanged(List.of(new Quality("alice", 3, 0.0, 0.25, 40))),
          new ServerMessage.Message("alice", "chat", "hello"),
          new ServerMessage.RoomUpdated(Map.of("topic", "Planning")),
          new ServerMessage.RecordingChanged(
              new RecordingInfo(
                  RecordingState.OFF,
                  1700000000000L,
                  Optional.empty(),
                  Optional.of(RecordingEnd.DISK_FULL))),
          new ServerMessage.RecordingChanged(
              new RecordingInfo(
                  RecordingState.RECORDING,
                  1700000000000L,
                  Optional.of("automatic"),
                  Optional.empty())),
          new ServerMessage.Transport(TransportState.FAILED, Optional.of("dtls")),
          new ServerMessage.Transport(TransportState.CONNECTED, Optional.empty()),
          new ServerMessage.Draining(30, Optional.of("https://b.example.org")),
          new ServerMessage.Draining(0, Optional.empty()),
          new ServerMessage.DrainingEnded(),
          new ServerMessage.Closed(CloseCode.KICKED, "bye", false),
          new ServerMessage.Closed(
              CloseCode.SERVER_SHUTDOWN, "bye", true, 700, Optional.of("https://b.example.org")),
          new ServerMessage.Pong(13, 1700000000000L),
          new ServerMessage.Pong(0, 0),
          new ServerMessage.Failure(ErrorCode.NO_SUCH_TRACK, "no such track", 4),
          new ServerMessage.Failure(
              ErrorCode.UNAVAILABLE, "draining", 5, 5000, Optional.of("https://b.example.org")),
          new ServerMessage.Failure(ErrorCode.MALFORMED_JSON, "not JSON", 0));

  private Samples() {}
}
