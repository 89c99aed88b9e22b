package dev.sluice.server.room;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.MediaKind;

/**
 * A published track as others see it.
 *
 * @param mid the m-section in the publisher's own session
 */
public record TrackInfo(
    TrackId id,
    ParticipantId participant,
    String mid,
    MediaKind kind,
    TrackSource source,
    Codec codec,
    String label,
    boolean muted,
    boolean simulcast) {}
