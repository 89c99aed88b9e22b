package dev.sluice.protocol;

/**
 * A published track as others see it.
 *
 * @param id given out by the server, unique in the room
 * @param participant who publishes it
 * @param mid the m-section in the publisher's own session
 * @param codec the codec's name in lower case, for example {@code vp8}
 * @param muted true while nothing of it is forwarded
 * @param mutedByOperator true while an operator keeps it muted, and its publisher cannot unmute it
 * @param simulcast true when it is sent in several encodings
 */
public record TrackInfo(
    String id,
    String participant,
    String mid,
    MediaKind kind,
    TrackSource source,
    String codec,
    String label,
    boolean muted,
    boolean mutedByOperator,
    boolean simulcast) {}
