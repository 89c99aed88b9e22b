package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.SpeakerDetector;
import java.util.List;

/**
 * Who speaks in a room: hears levels, tells everybody when the picture changes. Owned by the room's
 * loop.
 */
final class RoomSpeakers {

  private final Roster roster;
  private final SpeakerDetector<ParticipantId> detector = new SpeakerDetector<>();
  private List<SpeakerLevel> told = List.of();

  RoomSpeakers(Roster roster) {
    this.roster = roster;
  }

  void onLevel(Participant who, int level, boolean voice, long nowNanos) {
    detector.onLevel(who.id(), level, voice, nowNanos);
  }

  void forget(Participant who) {
    detector.remove(who.id());
  }

  /** True when somebody began or ceased to speak, or another is dominant. */
  boolean update(long nowNanos) {
    if (!detector.update(nowNanos)) {
      return false;
    }
    List<SpeakerLevel> now =
        detector.activeSpeakers().stream()
            .map(speaker -> new SpeakerLevel(speaker.key(), speaker.level()))
            .toList();
    boolean othersSpeak = !speakers(now).equals(speakers(told));
    if (!now.equals(told)) {
      told = now;
      roster.tellEverybody(new RoomEvent.ActiveSpeakers(now));
    }
    return othersSpeak;
  }

  private static List<ParticipantId> speakers(List<SpeakerLevel> levels) {
    return levels.stream().map(SpeakerLevel::participant).toList();
  }

  /** Everybody who has spoken, those who speak now first. */
  List<ParticipantId> ranking() {
    return detector.ranking();
  }

  /** How many at the head of {@link #ranking} speak now. */
  int activeCount() {
    return detector.activeSpeakers().size();
  }
}
