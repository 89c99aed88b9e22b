package dev.sluice.server.app.drain;

import dev.sluice.server.config.DrainOptions.Pace;
import dev.sluice.server.room.RoomId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * When each room of a server that drains is moved. First comes a notice, in which nothing is; then
 * rooms go one after the other, the small ones first, so that members leave at an even rate and the
 * last room goes at the deadline. A room goes as a whole, so that its members meet again. Is given
 * the time; not thread-safe.
 */
final class DrainPlan {

  private static final Comparator<Load> SMALL_FIRST =
      Comparator.comparingInt(Load::members).thenComparing(load -> load.room().value());

  /**
   * A room.
   *
   * @param members how many are in it, viewers included
   * @param seenNanos when they were counted
   */
  record Load(RoomId room, int members, long seenNanos) {}

  /**
   * The times of a plan.
   *
   * @param noticeNanos how long nothing is moved
   * @param totalNanos until the last room goes, with the notice
   */
  record Times(long noticeNanos, long totalNanos, Pace pace) {}

  /** How far it is. */
  enum Stage {
    NOTICE,
    MOVING,
    /** Nobody is here any more who was not told to go, or it is time that they are. */
    OVER
  }

  private final Pace pace;
  private final Set<RoomId> moved = new HashSet<>();
  private final long beginNanos;
  private long noticeEndNanos;
  private long deadlineNanos;

  /** When the last room went that had its turn. */
  private long paceNanos;

  DrainPlan(Times times, long nowNanos) {
    this.pace = times.pace();
    this.beginNanos = nowNanos;
    this.noticeEndNanos = nowNanos + times.noticeNanos();
    this.deadlineNanos = nowNanos + times.totalNanos();
    this.paceNanos = noticeEndNanos;
  }

  /** When the last room goes. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** How many rooms it has told to go. */
  int moved() {
    return moved.size();
  }

  /** Everything is due at once. */
  void hurry(long nowNanos) {
    noticeEndNanos = earlier(noticeEndNanos, nowNanos);
    deadlineNanos = earlier(deadlineNanos, nowNanos);
  }

  /** Of times of a clock that may overflow. */
  private static long earlier(long one, long other) {
    return one - other < 0 ? one : other;
  }

  /**
   * How far it is.
   *
   * @param rooms those that are here
   */
  Stage stage(long nowNanos, List<Load> rooms) {
    if (nowNanos - noticeEndNanos < 0) {
      return Stage.NOTICE;
    }
    boolean nobody = left(rooms).stream().allMatch(this::isEmpty);
    return nobody || nowNanos - deadlineNanos >= 0 ? Stage.OVER : Stage.MOVING;
  }

  /** Who was let in before the beginning has been counted since. */
  private boolean isEmpty(Load load) {
    return load.members() == 0 && load.seenNanos() - beginNanos >= 0;
  }

  /** Those of {@code rooms} that have not been told to go. */
  List<Load> left(List<Load> rooms) {
    return rooms.stream().filter(load -> !moved.contains(load.room())).toList();
  }

  /**
   * The rooms that have to go now. Each is named once; one that does not go is not waited for.
   *
   * @param rooms those that are here
   */
  List<Load> due(long nowNanos, List<Load> rooms) {
    List<Load> due =
        switch (stage(nowNanos, rooms)) {
          case NOTICE -> List.<Load>of();
          case MOVING ->
              pace == Pace.SPREAD ? havingTheirTurn(nowNanos, left(rooms)) : List.<Load>of();
          case OVER -> left(rooms);
        };
    due.forEach(load -> moved.add(load.room()));
    return due;
  }

  /** Each takes a part of the time that is left by its part of the members that are left. */
  private List<Load> havingTheirTurn(long nowNanos, List<Load> left) {
    List<Load> due = new ArrayList<>();
    long members = left.stream().mapToLong(Load::members).sum();
    for (Load next : left.stream().sorted(SMALL_FIRST).toList()) {
      double part = members == 0 ? 0 : (double) next.members() / members;
      long turnNanos = paceNanos + (long) (part * (deadlineNanos - paceNanos));
      if (nowNanos - turnNanos < 0) {
        break;
      }
      due.add(next);
      paceNanos = turnNanos;
      members -= next.members();
    }
    return due;
  }
}
