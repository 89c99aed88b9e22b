package dev.sluice.server.signaling.whep;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.ParticipantInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomErrorCode;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomView;
import dev.sluice.server.room.Rooms;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.signaling.ScriptedRooms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One room that takes in everybody, shows what the test says, and keeps the commands. Thread-safe.
 */
final class StagedRoom implements Rooms, RoomHandle {

  private static final RoomId ID = new RoomId("live");

  private final LinkedBlockingQueue<RoomCommand> commands = new LinkedBlockingQueue<>();
  private volatile List<PayloadFormat> published = List.of(format(Codec.OPUS), format(Codec.VP8));
  private volatile Optional<RoomErrorCode> refusal = Optional.empty();
  private volatile boolean silent;
  private volatile RoomEventSink sink;

  static PayloadFormat format(Codec codec) {
    return new PayloadFormat(
        96, codec, codec == Codec.OPUS ? 2 : 0, Map.of(), PayloadFormat.NO_RTX, Set.of());
  }

  /** What somebody publishes from now on. */
  void publishes(Codec... codecs) {
    published = List.of(codecs).stream().map(StagedRoom::format).toList();
  }

  /** What it says to everything from now on. */
  void refuses(RoomErrorCode code) {
    refusal = Optional.of(code);
  }

  /** It answers nothing any more. */
  void fallsSilent() {
    silent = true;
  }

  /** Tells the member that came last. */
  void say(RoomEvent event) {
    sink.onEvent(event);
  }

  /** The next command of this type; others are passed over. */
  <T extends RoomCommand> T next(Class<T> type) {
    try {
      RoomCommand command = commands.poll(10, TimeUnit.SECONDS);
      while (command != null && !type.isInstance(command)) {
        command = commands.poll(10, TimeUnit.SECONDS);
      }
      assertNotNull(command, "no " + type.getSimpleName());
      return assertInstanceOf(type, command);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  boolean heard(Class<? extends RoomCommand> type) {
    return commands.stream().anyMatch(type::isInstance);
  }

  @Override
  public void execute(RoomCommand command) {
    commands.add(command);
    if (silent) {
      return;
    }
    if (command instanceof RoomCommand.Inspect inspect) {
      ParticipantInfo publisher =
          new ParticipantInfo(new ParticipantId("publisher"), "", Map.of(), true, List.of());
      inspect.answer().accept(new RoomView(List.of(publisher), published, 0));
    } else if (command instanceof RoomCommand.Join join) {
      sink = join.sink();
      answer(join.requestId(), ScriptedRooms.joined(join));
    } else if (command instanceof RoomCommand.ChooseLayer choose) {
      answer(choose.requestId(), new RoomEvent.Accepted(choose.requestId()));
    }
  }

  private void answer(long requestId, RoomEvent success) {
    sink.onEvent(
        refusal
            .<RoomEvent>map(code -> new RoomEvent.Rejected(requestId, code, "the room would not"))
            .orElse(success));
  }

  @Override
  public RoomId id() {
    return ID;
  }

  @Override
  public List<IceCandidate> candidates() {
    return ScriptedRooms.CANDIDATES;
  }

  @Override
  public Optional<RoomHandle> open(RoomId id) {
    return Optional.of(this);
  }

  @Override
  public Optional<RoomHandle> find(RoomId id) {
    return Optional.of(this);
  }

  @Override
  public List<RoomStats> stats() {
    return List.of();
  }
}
