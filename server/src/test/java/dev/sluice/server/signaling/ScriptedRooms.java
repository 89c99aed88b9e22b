package dev.sluice.server.signaling;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.ParticipantInfo;
import dev.sluice.server.room.RecordingInfo;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.RoomView;
import dev.sluice.server.room.Rooms;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Rooms that do nothing but keep commands for the test to look at and answer, and that show nothing
 * to who inspects them. With {@link #answerJoins} they take in whoever comes, for tests of the
 * wire. Thread-safe.
 */
public final class ScriptedRooms implements Rooms {

  /** Where media are taken, for those who look at the answer only. */
  public static final List<IceCandidate> CANDIDATES =
      List.of(
          new IceCandidate(
              "1",
              IceCandidate.Protocol.UDP,
              2_130_706_431,
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 7882)));

  private final LinkedBlockingQueue<RoomCommand> commands = new LinkedBlockingQueue<>();
  private final List<RoomId> opened = new ArrayList<>();
  private boolean refused;
  private BiConsumer<RoomCommand, ScriptedRooms> script = (command, rooms) -> {};
  private volatile RoomEventSink sink;

  @Override
  public synchronized Optional<RoomHandle> open(RoomId id) {
    if (!takes(id)) {
      return Optional.empty();
    }
    opened.add(id);
    return Optional.of(handle(id));
  }

  @Override
  public synchronized boolean takes(RoomId id) {
    return !refused || opened.contains(id);
  }

  /** From now on no room is taken but those that were opened. */
  public synchronized void refuseMore() {
    refused = true;
  }

  /** This room is not there any more. */
  public synchronized void forget(RoomId id) {
    opened.removeIf(id::equals);
  }

  private RoomHandle handle(RoomId id) {
    return new RoomHandle() {
      @Override
      public RoomId id() {
        return id;
      }

      @Override
      public List<IceCandidate> candidates() {
        return CANDIDATES;
      }

      @Override
      public void execute(RoomCommand command) {
        if (command instanceof RoomCommand.Inspect inspect) {
          inspect.answer().accept(RoomView.EMPTY);
          return;
        }
        if (command instanceof RoomCommand.Join join) {
          sink = join.sink();
        } else if (command instanceof RoomCommand.Resume resume) {
          sink = resume.sink();
        }
        commands.add(command);
        script.accept(command, ScriptedRooms.this);
      }
    };
  }

  /** Every room is there, but one that is called {@code absent}. */
  @Override
  public Optional<RoomHandle> find(RoomId id) {
    return id.value().equals("absent") ? Optional.empty() : Optional.of(handle(id));
  }

  @Override
  public List<RoomStats> stats() {
    return List.of();
  }

  /** How often rooms were opened. */
  public synchronized int openings() {
    return opened.size();
  }

  /** The sink given last. */
  public RoomEventSink sink() {
    return sink;
  }

  /** Says something to the participant that joined or resumed last. */
  public void say(RoomEvent event) {
    sink.onEvent(event);
  }

  /** The oldest command not looked at yet, which must be of this type. */
  public <T extends RoomCommand> T next(Class<T> type) {
    try {
      RoomCommand command = commands.poll(10, TimeUnit.SECONDS);
      assertNotNull(command, "no command, but " + type.getSimpleName() + " expected");
      return assertInstanceOf(type, command);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public boolean quiet() {
    return commands.isEmpty();
  }

  /** From now on this happens at each command, on the thread that brings it. */
  public ScriptedRooms script(BiConsumer<RoomCommand, ScriptedRooms> newScript) {
    script = newScript;
    return this;
  }

  /** From now on everybody is taken in, at once. */
  public ScriptedRooms answerJoins() {
    script =
        (command, rooms) -> {
          if (command instanceof RoomCommand.Join join) {
            rooms.say(joined(join));
          } else if (command instanceof RoomCommand.Resume resume) {
            rooms.say(resumed(resume));
          }
        };
    return this;
  }

  public static RoomEvent.Joined joined(RoomCommand.Join join) {
    return new RoomEvent.Joined(
        join.requestId(),
        info(join.participant(), join.name()),
        List.of(),
        List.of(),
        Map.of("topic", "tests"),
        RecordingInfo.NONE);
  }

  public static RoomEvent.Resumed resumed(RoomCommand.Resume resume) {
    return new RoomEvent.Resumed(
        resume.requestId(),
        info(resume.participant(), "back"),
        List.of(),
        List.of(),
        Map.of(),
        RecordingInfo.NONE);
  }

  public static ParticipantInfo info(ParticipantId id, String name) {
    return new ParticipantInfo(id, name, Map.of(), true, List.of());
  }
}
