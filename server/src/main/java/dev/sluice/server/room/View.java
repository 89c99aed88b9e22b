package dev.sluice.server.room;

/** Whose tracks somebody is shown. Which of them are in which slot is the room's choice. */
public sealed interface View {

  View EVERYBODY = new Everybody();

  /** False when who speaks can make no difference. */
  boolean followsSpeakers();

  /** All others' tracks, as many as there are slots. */
  record Everybody() implements View {
    @Override
    public boolean followsSpeakers() {
      return true;
    }
  }

  /** The tracks of one participant, whoever has this id; nothing while nobody has. */
  record Publisher(ParticipantId id) implements View {
    @Override
    public boolean followsSpeakers() {
      return false;
    }
  }

  /**
   * Sound and picture of who speaks; in silence of who spoke last, and before anybody has spoken of
   * the first who publishes.
   */
  record ActiveSpeaker() implements View {
    @Override
    public boolean followsSpeakers() {
      return true;
    }
  }

  /**
   * The tracks of those participants who publish, the first to come. Who of them speaks matters
   * when there are fewer slots.
   *
   * @param first how many participants, at least 1
   */
  record Stage(int first) implements View {
    public Stage {
      if (first < 1) {
        throw new IllegalArgumentException("a stage for " + first);
      }
    }

    @Override
    public boolean followsSpeakers() {
      return true;
    }
  }
}
