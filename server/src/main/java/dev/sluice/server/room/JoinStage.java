package dev.sluice.server.room;

import java.util.Locale;

/**
 * How far a join has come. What does not apply to somebody is never reached: a viewer publishes
 * nothing, and who is alone in a room is sent nothing.
 */
public enum JoinStage {
  /** The request was read, and whoever sent it may come in. */
  REQUEST,
  /** The offer was answered. */
  NEGOTIATED,
  /** The room took it in. */
  ADMITTED,
  /** An ICE connectivity check has validated a path. */
  ICE,
  /** DTLS is done: there are keys, media can flow. */
  DTLS,
  /** The first RTP packet from it. */
  FIRST_PACKET_IN,
  /** The first keyframe from it has begun. */
  FIRST_KEYFRAME_IN,
  /** The first packet of what it publishes has been sent to somebody. */
  FIRST_PACKET_TO_VIEWER,
  /** The first packet has been sent to it. */
  FIRST_PACKET_OUT,
  /** The first keyframe has begun to be sent to it. */
  FIRST_KEYFRAME_OUT;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** For metrics and traces: the lower-case constant, which never changes. */
  public String word() {
    return word;
  }

  int bit() {
    return 1 << ordinal();
  }
}
