package dev.sluice.server.room;

import dev.sluice.recorder.StopReason;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.room.RoomOccurrence.CloseCause;
import dev.sluice.server.room.forwarding.HistoryPool;
import dev.sluice.server.time.NanoClock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One room: it takes commands one after the other, tells its participants what happens, and
 * forwards their media. It appears when it is opened and takes itself out when nobody has been in
 * it for the linger time.
 *
 * <p>{@link #execute}, {@link #lastStats} and the id may be used by any thread; everything else
 * happens on the loop the room lives on.
 */
final class Room implements RoomHandle, RoomHome.Tenant {

  private static final Logger LOG = LoggerFactory.getLogger(Room.class);

  private static final long SECOND_NANOS = 1_000_000_000L;

  /**
   * How long a room waits for whoever opened it: the join is on its way from another thread. When
   * it does not come, since the offer with it was no good, the room need not linger.
   */
  private static final long OPENING_NANOS = SECOND_NANOS;

  private final RoomId id;
  private final RoomHome home;
  private final RoomOptions options;
  private final NanoClock clock;
  private final Consumer<Room> onGone;
  private final Roster roster;
  private final RoomMembers members;
  private final RoomTracks tracks;
  private final RoomSlots slots;
  private final RoomTalk talk;
  private final RoomReports reports;
  private final RoomRecording recording;
  private final RoomChronicle chronicle;
  private final RoomExaminer examiner;
  private final RoomOrders orders;
  private final AtomicReference<RoomStats> lastStats;

  private boolean closed;
  private boolean visited;
  private long emptySinceNanos;
  private long nextSecondNanos;

  Room(
      RoomId id,
      RoomHome home,
      RoomServices services,
      HistoryPool histories,
      TokenSessions sessions,
      NanoClock clock,
      Consumer<Room> onGone) {
    this.id = id;
    this.home = home;
    this.options = services.options();
    this.clock = clock;
    this.roster = new Roster(services.capacity());
    this.onGone = onGone;
    long now = clock.nanoTime();
    this.chronicle = new RoomChronicle(id, services.observer(), clock);
    this.recording = new RoomRecording(id, home, services, roster, chronicle, clock);
    this.slots = new RoomSlots(roster, clock);
    this.tracks =
        new RoomTracks(
            roster, slots, options, histories, clock, recording, chronicle, this::requestBatchEnd);
    this.reports = new RoomReports(id, roster, tracks);
    this.talk = new RoomTalk(options, roster);
    this.members =
        new RoomMembers(
            id, home, services, clock, roster, tracks, slots, talk, reports, chronicle, sessions);
    this.orders = new RoomOrders(id, services.guard(), roster, members, tracks, sessions);
    this.examiner = new RoomExaminer(id, roster, talk, recording);
    this.emptySinceNanos = now;
    this.nextSecondNanos = now + SECOND_NANOS;
    this.lastStats = new AtomicReference<>(reports.snapshot(now));
  }

  /** Begins the room's life on its loop. */
  void start() {
    home.mailbox()
        .execute(
            () -> {
              home.attach(this);
              LogFields.of(LOG.atInfo(), id).log("room {} opened", id);
            });
  }

  @Override
  public RoomId id() {
    return id;
  }

  @Override
  public List<IceCandidate> candidates() {
    return home.candidates();
  }

  @Override
  public void execute(RoomCommand command) {
    home.mailbox().execute(() -> applyOrReject(command));
  }

  RoomStats lastStats() {
    return lastStats.get();
  }

  // ---- the loop

  @Override
  public void onBatchEnd(long nowNanos) {
    tracks.forwardPending(nowNanos);
  }

  @Override
  public void onTick(long nowNanos) {
    if (closed) {
      return;
    }
    members.onTick(nowNanos);
    tracks.onTick(nowNanos);
    slots.onTick(nowNanos);
    if (nowNanos - nextSecondNanos >= 0) {
      nextSecondNanos = nowNanos + SECOND_NANOS;
      members.onSecond(nowNanos);
      reports.onSecond(nowNanos);
      lastStats.set(reports.snapshot(nowNanos));
    }
    vanishWhenEmpty(nowNanos);
  }

  private void vanishWhenEmpty(long nowNanos) {
    if (!roster.isEmpty()) {
      emptySinceNanos = nowNanos;
    } else if (nowNanos - emptySinceNanos >= lingerNanos()) {
      end(CloseCause.EMPTY);
    }
  }

  private long lingerNanos() {
    return visited ? options.lingerNanos() : OPENING_NANOS;
  }

  private void end(CloseCause cause) {
    closed = true;
    recording.close(
        cause == CloseCause.SERVER_SHUTDOWN ? StopReason.SHUTDOWN : StopReason.ROOM_ENDED,
        clock.nanoTime());
    chronicle.closed(cause);
    home.detach(this);
    onGone.accept(this);
    LogFields.of(LOG.atInfo(), id).log("room {} closed", id);
  }

  // ---- commands

  private void applyOrReject(RoomCommand command) {
    if (closed) {
      reject(command, RoomErrorCode.ROOM_CLOSED, "the room was closed meanwhile");
      return;
    }
    try {
      apply(command);
    } catch (RuntimeException e) {
      LogFields.of(LOG.atError(), id)
          .setCause(e)
          .log("room {} failed at a {}", id, command.getClass().getSimpleName());
      reject(command, RoomErrorCode.INTERNAL_ERROR, "a fault of the server");
    }
  }

  private void apply(RoomCommand command) {
    long now = clock.nanoTime();
    if (command instanceof RoomCommand.Join join) {
      visited = true;
      emptySinceNanos = now;
      members.join(join, now);
    } else if (command instanceof RoomCommand.Leave leave) {
      roster
          .find(leave.participant())
          .filter(who -> who.hearsBy(leave.sink()))
          .ifPresent(who -> members.remove(who, leave.reason()));
    } else if (command instanceof RoomCommand.Close close) {
      members.removeAll(close.reason());
      end(
          close.reason() == LeaveReason.SERVER_SHUTDOWN
              ? CloseCause.SERVER_SHUTDOWN
              : CloseCause.CLOSED);
    } else if (command instanceof RoomCommand.SignalingLost lost) {
      members.signalingLost(lost, now);
    } else if (command instanceof RoomCommand.Resume resume) {
      members.resume(resume, now);
    } else if (command instanceof RoomCommand.Renegotiate renegotiate) {
      members.renegotiate(renegotiate, now);
    } else if (command instanceof RoomCommand.Publish publish) {
      withMember(
          publish.participant(), publish.requestId(), who -> tracks.publish(who, publish.track()));
    } else if (command instanceof RoomCommand.Unpublish unpublish) {
      withMember(
          unpublish.participant(),
          unpublish.requestId(),
          who -> tracks.unpublish(who, unpublish.track()));
    } else if (command instanceof RoomCommand.SetMuted mute) {
      withMember(
          mute.participant(),
          mute.requestId(),
          who -> tracks.mute(who, mute.track(), mute.muted(), now));
    } else if (command instanceof RoomCommand.Bind bind) {
      withMember(
          bind.participant(),
          bind.requestId(),
          who -> slots.bind(who, bind.slotMid(), bind.track(), now));
    } else if (command instanceof RoomCommand.LayerHint hint) {
      withMember(
          hint.participant(),
          hint.requestId(),
          who -> slots.hint(who, hint.slotMid(), hint.maxWidth(), hint.maxHeight(), now));
    } else if (command instanceof RoomCommand.ChooseLayer choose) {
      withMember(
          choose.participant(),
          choose.requestId(),
          who -> slots.choose(who, choose.slotMid(), choose.choice(), now));
    } else if (command instanceof RoomCommand.Inspect inspect) {
      inspect.answer().accept(members.inspect(inspect.view()));
    } else if (command instanceof RoomCommand.Examine examine) {
      examine.answer().accept(Optional.of(examiner.examine(examine.only(), now)));
    } else if (command instanceof RoomCommand.Broadcast broadcast) {
      withMember(
          broadcast.participant(), broadcast.requestId(), who -> talk.broadcast(who, broadcast));
    } else if (command instanceof RoomCommand.UpdateProfile update) {
      withMember(update.participant(), update.requestId(), who -> talk.updateProfile(who, update));
    } else if (command instanceof RoomCommand.UpdateRoomMetadata update) {
      withMember(
          update.participant(),
          update.requestId(),
          who -> talk.updateRoomMetadata(who, update.metadata()));
    } else if (command instanceof RoomCommand.ControlRecording control) {
      withMember(
          control.participant(), control.requestId(), who -> recording.control(who, control, now));
    } else if (command instanceof RoomCommand.OrderRecording order) {
      order.answer().accept(recording.order(order, now));
    } else if (command instanceof RoomCommand.Entitle entitle) {
      orders.entitle(entitle, now);
    } else if (command instanceof RoomCommand.Remove remove) {
      remove.answer().accept(orders.remove(remove));
    } else if (command instanceof RoomCommand.OrderMute mute) {
      mute.answer().accept(orders.mute(mute, now));
    } else if (command instanceof RoomCommand.EndToken end) {
      orders.endToken(end);
    } else if (command instanceof RoomCommand.EndBarred end) {
      orders.endBarred(end);
    } else {
      throw new IllegalStateException("a command nobody handles: " + command);
    }
  }

  /** Runs what a participant asked for and answers it. */
  private void withMember(ParticipantId participant, long requestId, Request request) {
    roster
        .find(participant)
        .ifPresent(
            who -> {
              try {
                request.run(who);
                if (requestId != 0) {
                  who.tell(new RoomEvent.Accepted(requestId));
                }
              } catch (RoomRefusal refusal) {
                who.tell(new RoomEvent.Rejected(requestId, refusal.code(), refusal.getMessage()));
              }
            });
  }

  /** Answers those commands whose senders cannot go on without an answer. */
  private void reject(RoomCommand command, RoomErrorCode code, String message) {
    if (command instanceof RoomCommand.Join join) {
      join.sink().onEvent(new RoomEvent.Rejected(join.requestId(), code, message));
      roster.copy().stream()
          .filter(who -> who.hearsBy(join.sink()))
          .forEach(halfWay -> members.remove(halfWay, LeaveReason.LEFT));
    } else if (command instanceof RoomCommand.Resume resume) {
      resume.sink().onEvent(new RoomEvent.Rejected(resume.requestId(), code, message));
    } else if (command instanceof RoomCommand.Renegotiate renegotiate) {
      renegotiate.sink().onEvent(new RoomEvent.Rejected(renegotiate.requestId(), code, message));
    } else if (command instanceof RoomCommand.Inspect inspect) {
      inspect.answer().accept(RoomView.EMPTY);
    } else if (command instanceof RoomCommand.Examine examine) {
      examine.answer().accept(Optional.empty());
    } else if (command instanceof RoomCommand.OrderRecording order) {
      order.answer().accept(new RecordingAnswer.Refused(code, message));
    } else if (command instanceof RoomCommand.Remove remove) {
      remove.answer().accept(new OperatorAnswer.Failed(code));
    } else if (command instanceof RoomCommand.OrderMute mute) {
      mute.answer().accept(new OperatorAnswer.Failed(code));
    } else if (command instanceof RoomCommand.Entitle entitle) {
      entitle.sink().onEvent(new RoomEvent.Rejected(entitle.requestId(), code, message));
    }
  }

  /** Something a participant asks of the room. */
  private interface Request {
    void run(Participant who) throws RoomRefusal;
  }

  private void requestBatchEnd() {
    home.requestBatchEnd(this);
  }
}
