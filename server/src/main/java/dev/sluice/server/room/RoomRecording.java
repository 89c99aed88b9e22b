package dev.sluice.server.room;

import dev.sluice.recorder.RecordingMode;
import dev.sluice.recorder.RecordingPort;
import dev.sluice.recorder.RecordingRefusal;
import dev.sluice.recorder.RecordingRequest;
import dev.sluice.recorder.StopReason;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.time.TokenBucket;
import dev.sluice.server.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a room is recorded: on somebody's order or by itself, until it is stopped, the recorder
 * ends it, or the room does. Everybody in the room is told.
 *
 * <pre>
 *        start, or media            pause
 *  OFF ────────────────► RECORDING ◄─────► PAUSED
 *   ▲                        │      resume    │
 *   └── stop, recorder, room ┴────────────────┘
 * </pre>
 *
 * <p>Owned by the room's loop.
 */
final class RoomRecording {

  private static final Logger LOG = LoggerFactory.getLogger(RoomRecording.class);

  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** Each order may begin files and ask all publishers for keyframes. */
  private static final int ORDER_BURST = 20;

  private static final double ORDERS_PER_SECOND = 0.5;

  private final RoomId room;
  private final RecordingPolicy policy;
  private final Optional<RecordingPort> port;
  private final Roster roster;
  private final RoomChronicle chronicle;
  private final NanoClock clock;
  private final WallClock wallClock;
  private final AutomaticRecording automatic;
  private final TokenBucket orders;
  private final List<Publication> publications = new ArrayList<>();

  private ActiveRecording active;
  private RecordingInfo info = RecordingInfo.NONE;

  RoomRecording(
      RoomId room,
      RoomHome home,
      RoomServices services,
      Roster roster,
      RoomChronicle chronicle,
      NanoClock clock) {
    this.room = room;
    this.policy = services.recorder().policy();
    this.port = services.recorder().ports().apply(home);
    this.roster = roster;
    this.chronicle = chronicle;
    this.clock = clock;
    this.wallClock = services.wallClock();
    this.automatic = new AutomaticRecording(policy);
    this.orders = new TokenBucket(ORDER_BURST, ORDERS_PER_SECOND, clock.nanoTime());
  }

  RecordingInfo info() {
    return info;
  }

  // ---- orders

  /**
   * A participant's order; that of a hidden one looks like an operator's.
   *
   * @throws RoomRefusal when it cannot be carried out
   */
  void control(Participant who, RoomCommand.ControlRecording order, long nowNanos)
      throws RoomRefusal {
    if (!who.mayOrderRecording(nowNanos) || !orders.take(nowNanos)) {
      throw new RoomRefusal(
          RoomErrorCode.TOO_OFTEN,
          "the recording was started and stopped too often, wait a little");
    }
    carryOut(
        order.action(),
        order.mode(),
        who.visible() ? who.id().value() : RecordingInfo.API,
        nowNanos);
  }

  /** An operator's. */
  RecordingAnswer order(RoomCommand.OrderRecording order, long nowNanos) {
    try {
      boolean changed = carryOut(order.action(), order.mode(), RecordingInfo.API, nowNanos);
      return new RecordingAnswer.Done(info, changed);
    } catch (RoomRefusal refusal) {
      return new RecordingAnswer.Refused(refusal.code(), refusal.getMessage());
    }
  }

  /** False when it was so already. */
  private boolean carryOut(
      RecordingAction action, Optional<RecordingMode> mode, String by, long nowNanos)
      throws RoomRefusal {
    return switch (action) {
      case START -> start(mode, by, nowNanos);
      case STOP -> stop(by, nowNanos);
      case PAUSE -> pause(true, by, nowNanos);
      case RESUME -> pause(false, by, nowNanos);
    };
  }

  private boolean start(Optional<RecordingMode> mode, String by, long nowNanos) throws RoomRefusal {
    if (active != null) {
      return pause(false, by, nowNanos);
    }
    begin(mode.orElse(policy.mode()), by, nowNanos);
    automatic.onStarted(false, nowNanos);
    return true;
  }

  private boolean stop(String by, long nowNanos) {
    automatic.onStopOrdered();
    if (active == null) {
      return false;
    }
    finish(StopReason.REQUESTED, by, nowNanos);
    return true;
  }

  private boolean pause(boolean paused, String by, long nowNanos) throws RoomRefusal {
    if (active == null) {
      throw new RoomRefusal(RoomErrorCode.NOT_RECORDING, "the room is not being recorded");
    }
    if (active.paused() == paused) {
      return false;
    }
    active.pause(paused, nowNanos);
    LogFields.of(LOG.atInfo(), room)
        .log("room {} recording {} {} by {}", room, active.id(), paused ? "paused" : "resumed", by);
    tell(
        new RecordingInfo(
            paused ? RecordingState.PAUSED : RecordingState.RECORDING,
            info.id(),
            info.sinceMillis(),
            by,
            Optional.empty()));
    return true;
  }

  // ---- beginning and ending

  private void begin(RecordingMode mode, String by, long nowNanos) throws RoomRefusal {
    active = open(new RecordingRequest(room.value(), by, mode), nowNanos);
    LogFields.of(LOG.atInfo(), room)
        .log("room {} recording {} started by {} ({})", room, active.id(), by, mode);
    publications.forEach(publication -> active.add(publication, nowNanos));
    tell(
        new RecordingInfo(
            RecordingState.RECORDING,
            Optional.of(active.id()),
            epochMillis(nowNanos),
            by,
            Optional.empty()));
  }

  private ActiveRecording open(RecordingRequest request, long nowNanos) throws RoomRefusal {
    RecordingPort recorder =
        port.orElseThrow(
            () ->
                new RoomRefusal(
                    RoomErrorCode.RECORDING_UNAVAILABLE, "this server does not record"));
    try {
      return new ActiveRecording(room, recorder.open(request, nowNanos));
    } catch (RecordingRefusal refusal) {
      LogFields.of(LOG.atWarn(), room)
          .log("room {} cannot be recorded: {}", room, refusal.getMessage());
      throw new RoomRefusal(RoomErrorCode.RECORDING_UNAVAILABLE, refusal.getMessage());
    } catch (RuntimeException e) {
      LogFields.of(LOG.atError(), room).setCause(e).log("room {} cannot be recorded", room);
      throw new RoomRefusal(RoomErrorCode.RECORDING_UNAVAILABLE, "a fault of the recorder");
    }
  }

  /**
   * @param by who had it ended; empty when it ended by itself
   */
  private void finish(StopReason reason, String by, long nowNanos) {
    active.stop(reason, nowNanos);
    LogFields.of(LOG.atInfo(), room)
        .log("room {} recording {} stopped: {}", room, active.id(), reason);
    active = null;
    tell(
        new RecordingInfo(
            RecordingState.OFF, info.id(), epochMillis(nowNanos), by, Optional.of(reason)));
  }

  private void tell(RecordingInfo now) {
    info = now;
    roster.tellEverybody(new RoomEvent.RecordingChanged(now));
    chronicle.recordingChanged(now);
  }

  private long epochMillis(long nowNanos) {
    return wallClock.epochNanos(nowNanos) / NANOS_PER_MILLI;
  }

  /** The room is about to end. */
  void close(StopReason reason, long nowNanos) {
    if (active != null) {
      finish(reason, "", nowNanos);
    }
  }

  // ---- what happens in the room

  void onPublished(Publication publication, long nowNanos) {
    publications.add(publication);
    if (active != null) {
      active.add(publication, nowNanos);
    }
  }

  void onUnpublished(Publication publication, long nowNanos) {
    publications.remove(publication);
    if (active != null) {
      active.remove(publication, nowNanos);
    }
  }

  void onMuted(Publication publication, long nowNanos) {
    if (active != null) {
      active.mute(publication, publication.muted(), nowNanos);
    }
  }

  /** A read batch brought media: the first may be what an automatic recording waits for. */
  void onMedia(Publication publication) {
    if (active == null && automatic.armed() && port.isPresent() && !publication.muted()) {
      beginAutomatically(clock.nanoTime());
    }
  }

  private void beginAutomatically(long nowNanos) {
    if (!automatic.due(nowNanos)) {
      return;
    }
    try {
      begin(policy.mode(), RecordingInfo.AUTOMATIC, nowNanos);
      automatic.onStarted(true, nowNanos);
    } catch (RoomRefusal refusal) {
      automatic.onFailed(nowNanos);
    }
  }

  void onTick(long nowNanos) {
    if (active == null) {
      return;
    }
    Optional<StopReason> ended = active.ended();
    if (ended.isPresent()) {
      finish(ended.get(), "", nowNanos);
      automatic.onFailed(nowNanos);
    } else if (automatic.idle(!publications.isEmpty(), nowNanos)) {
      finish(StopReason.ROOM_ENDED, RecordingInfo.AUTOMATIC, nowNanos);
      automatic.onIdle();
    }
  }
}
