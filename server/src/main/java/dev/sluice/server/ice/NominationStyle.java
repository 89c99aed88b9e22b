package dev.sluice.server.ice;

/** What USE-CANDIDATE means when a certain peer sends it. See {@link PathSelector}. */
public enum NominationStyle {
  /** No check has come yet. */
  UNKNOWN,
  /** The peer nominates what it uses: Chrome, Safari, libjuice, pion. */
  SELECTIVE,
  /** The peer puts USE-CANDIDATE on the checks of every pair: Firefox, FFmpeg 8.0, libnice. */
  ALWAYS
}
