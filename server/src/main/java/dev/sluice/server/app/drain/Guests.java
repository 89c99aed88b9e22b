package dev.sluice.server.app.drain;

import dev.sluice.server.app.drain.DrainPlan.Load;
import dev.sluice.server.config.DrainOptions;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomRegistry;
import dev.sluice.server.signaling.DrainNotice;
import dev.sluice.server.signaling.SignalingService;
import dev.sluice.server.signaling.wish.WishService;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is on this server, and what can be told to them. Thread-safe; does not wait. */
interface Guests {

  /** The rooms, as of a second ago at most. */
  List<Load> rooms();

  /** Whoever asks for a room that is not here is sent away. */
  void refuseNewcomers();

  /** Takes that and any announcement back. */
  void admit();

  /** Tells everybody that they will have to go by then. */
  void announce(long deadlineNanos);

  /** Has everybody in these rooms go now. */
  void move(List<Load> rooms);

  /** Has everybody go who is here, and everything that asks to come in. */
  void dismiss();

  /** Those of a real server. */
  static Guests of(
      SignalingService signaling, WishService wish, RoomRegistry rooms, DrainOptions options) {
    return new Guests() {
      @Override
      public List<Load> rooms() {
        return rooms.stats().stream()
            .map(room -> new Load(room.id(), room.members().size(), room.takenNanos()))
            .toList();
      }

      @Override
      public void refuseNewcomers() {
        // the reason first: what is refused afterwards is refused for it
        signaling.drain();
        wish.drain();
        rooms.keepToWhatIsThere();
      }

      @Override
      public void admit() {
        rooms.makeRooms();
        wish.admit();
        signaling.admit();
      }

      @Override
      public void announce(long deadlineNanos) {
        signaling.announce(new DrainNotice(deadlineNanos, options.standIn()));
      }

      @Override
      public void move(List<Load> leaving) {
        signaling.expectDepartures(leaving.stream().mapToInt(Load::members).sum());
        Set<RoomId> ids = leaving.stream().map(Load::room).collect(Collectors.toSet());
        ids.forEach(rooms::shut);
        wish.sendAway(ids, () -> ids.forEach(rooms::move));
      }

      @Override
      public void dismiss() {
        signaling.shutDown();
        wish.shutDown();
        rooms.closeAll(LeaveReason.SERVER_SHUTDOWN);
      }
    };
  }
}
