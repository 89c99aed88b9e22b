package dev.sluice.server.room;

/** What a track shows, in the publisher's words. */
public enum TrackSource {
  MICROPHONE,
  CAMERA,
  SCREEN,
  SCREEN_AUDIO,
  OTHER
}
