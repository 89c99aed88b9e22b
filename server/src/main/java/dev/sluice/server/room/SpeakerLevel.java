package dev.sluice.server.room;

/**
 * @param level loudness from 0 (silent) to 127 (0 dBov): 127 minus the level of RFC 6464, smoothed
 */
public record SpeakerLevel(ParticipantId participant, int level) {}
