package dev.sluice.server.rtp;

/** What an m-section or a track carries. */
public enum MediaKind {
  AUDIO,
  VIDEO
}
