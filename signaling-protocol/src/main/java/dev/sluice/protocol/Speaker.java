package dev.sluice.protocol;

/**
 * One who speaks now.
 *
 * @param level loudness from 0 (silent) to 127 (0 dBov)
 */
public record Speaker(String participant, int level) {}
