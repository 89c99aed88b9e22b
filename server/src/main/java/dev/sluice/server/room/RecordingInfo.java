package dev.sluice.server.room;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.StopReason;
import java.util.Optional;

/**
 * A room's recording as everybody in it may know it.
 *
 * @param id of the present recording, or of the last one; empty before the first
 * @param sinceMillis when the present recording began, or the last one ended, in milliseconds since
 *     the Unix epoch; 0 before the first
 * @param by who brought this state about: a participant's id, {@link #API} or {@link #AUTOMATIC};
 *     empty when it came about by itself
 * @param reason why the last recording ended; empty while one goes on
 */
public record RecordingInfo(
    RecordingState state,
    Optional<RecordingId> id,
    long sinceMillis,
    String by,
    Optional<StopReason> reason) {

  /** Stands for an operator in {@link #by}. */
  public static final String API = "api";

  /** Stands for {@link RecordingPolicy.Start#AUTOMATIC} in {@link #by}. */
  public static final String AUTOMATIC = "automatic";

  /** The room has not been recorded. */
  public static final RecordingInfo NONE =
      new RecordingInfo(RecordingState.OFF, Optional.empty(), 0, "", Optional.empty());
}
