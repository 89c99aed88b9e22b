package dev.sluice.server.room;

import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.MediaKind;

/**
 * A published track as others see it.
 *
 * @param mid the m-section in the publisher's own session
 * @param muted true while nothing of it is forwarded, by whoever's wish
 * @param mutedByOperator true while an operator keeps it muted; its publisher cannot change that
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
    boolean mutedByOperator,
    boolean simulcast) {}
