package dev.sluice.recorder.track;

import dev.sluice.recorder.RecordedTrack.Kind;
import java.util.ArrayList;
import java.util.List;

/** The tracks of a {@link Segmenter}, and what can be asked of them all. Not thread-safe. */
final class Members {

  private static final long ALIVE_NANOS = 2 * RtpTicks.NANOS_PER_SECOND;

  private final List<Member> members = new ArrayList<>();

  void add(Member member) {
    members.add(member);
  }

  void remove(Member member) {
    members.remove(member);
  }

  boolean isEmpty() {
    return members.isEmpty();
  }

  boolean anyInFile() {
    return members.stream().anyMatch(member -> member.inFile);
  }

  boolean anyHolds() {
    for (Member member : members) {
      if (!member.held.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether one holds frames of which the first came at {@code nanos} or before. */
  boolean hasHeldSince(long nanos) {
    for (Member member : members) {
      if (!member.held.isEmpty() && member.held.sinceNanos() <= nanos) {
        return true;
      }
    }
    return false;
  }

  boolean allLiveHold() {
    for (Member member : members) {
      if (member.live && member.held.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  int heldBytes() {
    int bytes = 0;
    for (Member member : members) {
      bytes += member.held.bytes();
    }
    return bytes;
  }

  /** Video in the present file that still comes; null when there is none. */
  Member livingVideo(long nowNanos) {
    for (Member member : members) {
      if (member.inFile
          && member.kind() == Kind.VIDEO
          && member.live
          && nowNanos - member.lastFrameNanos < ALIVE_NANOS) {
        return member;
      }
    }
    return null;
  }

  /** The present file is over; nothing goes on but a keyframe, unless frames of it are held. */
  void leaveFile() {
    for (Member member : members) {
      member.inFile = false;
      member.keyframeNeeded = member.kind() == Kind.VIDEO && member.held.isEmpty();
    }
  }

  void dropHeld() {
    for (Member member : members) {
      if (!member.held.isEmpty()) {
        member.held.clear();
        member.refused = true;
        member.keyframeNeeded = member.kind() == Kind.VIDEO;
      }
    }
  }

  /** Who is not in the present file is not waited for any more, until something comes of it. */
  void forgetAbsent() {
    for (Member member : members) {
      member.live &= member.inFile;
    }
  }

  /** Those that hold frames go into the file that begins; none when nothing is held. */
  List<Member> enterFile() {
    List<Member> holders = new ArrayList<>();
    for (Member member : members) {
      if (!member.held.isEmpty()) {
        member.inFile = true;
        member.configuration = member.held.configuration();
        holders.add(member);
      }
    }
    return List.copyOf(holders);
  }

  /** Who holds the earliest frame; null when nobody holds any. */
  Member earliest() {
    Member earliest = null;
    for (Member member : members) {
      if (!member.held.isEmpty()
          && (earliest == null || member.held.firstNanos() < earliest.held.firstNanos())) {
        earliest = member;
      }
    }
    return earliest;
  }
}
