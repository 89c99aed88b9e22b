package dev.sluice.server.room;

import dev.sluice.server.rtp.MediaKind;
import java.util.Optional;

/**
 * What one receive slot shows.
 *
 * @param mid the slot's m-section in the subscriber's session
 * @param track the track in it; empty when the slot is free
 * @param pinned true when the subscriber chose it, false when the server did
 */
public record SlotBinding(String mid, MediaKind kind, Optional<TrackId> track, boolean pinned) {}
