package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * The recording of a room.
 *
 * @param since when the recording began, or the last one ended, in milliseconds since the Unix
 *     epoch by the server's clock; absent before the first
 * @param by who brought this state about: a participant's id, {@code api} or {@code automatic};
 *     absent when it came about by itself
 * @param reason why the last recording ended; absent while one goes on and before the first
 */
public record RecordingInfo(
    RecordingState state,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long since,
    Optional<String> by,
    Optional<RecordingEnd> reason) {

  /** The room has not been recorded. */
  public static final RecordingInfo NONE =
      new RecordingInfo(RecordingState.OFF, 0, Optional.empty(), Optional.empty());

  public RecordingInfo {
    by = Bounds.present(by);
    reason = Bounds.present(reason);
  }
}
