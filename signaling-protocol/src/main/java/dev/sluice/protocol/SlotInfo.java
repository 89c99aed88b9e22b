package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * What one receive slot shows.
 *
 * @param mid the slot's m-section in the subscriber's session
 * @param track the id of the track in it; null on the wire when the slot is free
 * @param pinned true when the subscriber chose it, false when the server did
 */
public record SlotInfo(
    String mid,
    MediaKind kind,
    @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> track,
    boolean pinned) {

  public SlotInfo {
    track = Bounds.present(track);
  }
}
