package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.HistoryPool;
import dev.sluice.server.time.NanoClock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The rooms of this server. Rooms appear when they are opened and take themselves out when they are
 * empty. This is the one place where threads meet over rooms; what happens inside a room happens on
 * its loop.
 */
public final class RoomRegistry implements Rooms {

  /** The part of the heap that GOP caches may take, at most. */
  private static final int HEAP_SHARE = 4;

  private final RoomPlacement placement;
  private final RoomServices services;
  private final NanoClock clock;
  private final HistoryPool histories =
      new HistoryPool(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  private final TokenSessions sessions = new TokenSessions();
  private final ConcurrentMap<RoomId, Room> rooms = new ConcurrentHashMap<>();

  /** Those told to go elsewhere: whoever comes after that must not meet nobody here. */
  private final Set<RoomId> moved = ConcurrentHashMap.newKeySet();

  private volatile boolean keepsToWhatIsThere;

  public RoomRegistry(RoomPlacement placement, RoomServices services, NanoClock clock) {
    this.placement = placement;
    this.services = services;
    this.clock = clock;
  }

  @Override
  public Optional<RoomHandle> open(RoomId id) {
    // the second look is at the very moment at which a room would be made
    return takes(id)
        ? Optional.ofNullable(rooms.computeIfAbsent(id, absent -> mayCreate() ? create(id) : null))
        : Optional.empty();
  }

  @Override
  public boolean takes(RoomId id) {
    return !moved.contains(id) && (rooms.containsKey(id) || mayCreate());
  }

  private boolean mayCreate() {
    return !keepsToWhatIsThere && services.capacity().takesRoom(rooms.size());
  }

  @Override
  public Optional<RoomHandle> find(RoomId id) {
    return Optional.ofNullable(rooms.get(id));
  }

  @Override
  public List<RoomStats> stats() {
    return rooms.values().stream().map(Room::lastStats).toList();
  }

  /** From now on no room is made; those that are there take people in as before. */
  public void keepToWhatIsThere() {
    keepsToWhatIsThere = true;
  }

  /** Rooms are made again, also those that were moved. */
  public void makeRooms() {
    keepsToWhatIsThere = false;
    moved.clear();
  }

  /** This room takes nobody in any more until {@link #makeRooms}; who is there stays. */
  public void shut(RoomId id) {
    moved.add(id);
  }

  /** Sends everybody in a room elsewhere, with {@link LeaveReason#SERVER_SHUTDOWN}. */
  public void move(RoomId id) {
    shut(id);
    Room room = rooms.get(id);
    if (room != null) {
      room.execute(new RoomCommand.Close(LeaveReason.SERVER_SHUTDOWN));
    }
  }

  /** Asks every room to close. */
  public void closeAll(LeaveReason reason) {
    rooms.values().forEach(room -> room.execute(new RoomCommand.Close(reason)));
  }

  private Room create(RoomId id) {
    Room room =
        new Room(id, placement.place(id), services, histories, sessions, clock, this::forget);
    room.start();
    return room;
  }

  private void forget(Room room) {
    rooms.remove(room.id(), room);
  }
}
