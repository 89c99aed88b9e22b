package dev.sluice.server.room;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many rooms and people one server takes in, and how many people are here. Rooms of all loops
 * share it; it is touched when somebody comes or goes only. Thread-safe.
 */
public final class ServerCapacity {

  private final int maxRooms;
  private final int maxMembers;
  private final AtomicInteger members = new AtomicInteger();

  /**
   * @param maxRooms 0 for no limit
   * @param maxMembers in all rooms, publishers and viewers too; 0 for no limit
   */
  public ServerCapacity(int maxRooms, int maxMembers) {
    this.maxRooms = maxRooms;
    this.maxMembers = maxMembers;
  }

  /** Takes in everybody. */
  public static ServerCapacity unlimited() {
    return new ServerCapacity(0, 0);
  }

  boolean takesRoom(int open) {
    return maxRooms == 0 || open < maxRooms;
  }

  boolean takesMember() {
    return maxMembers == 0 || members.get() < maxMembers;
  }

  void came() {
    members.incrementAndGet();
  }

  void went() {
    members.decrementAndGet();
  }
}
