package dev.sluice.server.signaling.wish;

import dev.sluice.server.room.LayerChoice;
import dev.sluice.server.signaling.RandomNames;
import dev.sluice.server.signaling.SessionLoop;
import dev.sluice.server.transport.SessionParameters;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A session as its {@link SessionExtension} sees it. Owned by the session loop. */
public interface MediaSession {

  /** The path of its URL, a secret. */
  String path();

  /** The mids of all m-lines in their order; empty for one that has none. */
  List<String> mids();

  /** What was agreed. */
  SessionParameters agreed();

  /**
   * Asks the room for an encoding.
   *
   * @param onAnswer told once, and a second time at most when the room answers too late; with
   *     nothing when the room follows
   */
  void chooseLayer(String mid, LayerChoice choice, Consumer<Optional<WishRefusal>> onAnswer);

  /** The thread that owns the session. */
  SessionLoop loop();

  /** Makes names that nobody can guess. */
  RandomNames names();
}
