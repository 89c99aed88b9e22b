package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.RoomOptions;
import java.util.List;

/** Who is in rooms, and for how long. */
final class RoomVariables {

  /** The texts of IDENTITY_POLICY and what they mean to a room. */
  enum IdentityPolicy {
    TAKEOVER(DuplicatePolicy.REPLACE),
    REJECT(DuplicatePolicy.REJECT);

    private final DuplicatePolicy meaning;

    IdentityPolicy(DuplicatePolicy meaning) {
      this.meaning = meaning;
    }

    DuplicatePolicy meaning() {
      return meaning;
    }
  }

  static final Variable<Integer> MAX_PARTICIPANTS_PER_ROOM =
      plain(
          "MAX_PARTICIPANTS_PER_ROOM",
          "0",
          "0 to " + Variable.MAX_COUNT,
          "people in one room; 0 for no limit",
          text -> Values.integer(text, 0, Variable.MAX_COUNT));

  static final Variable<Integer> MAX_SUBS_PER_ROOM =
      plain(
          "MAX_SUBS_PER_ROOM",
          "0",
          "0 to " + Variable.MAX_COUNT,
          "WHEP viewers of one room; 0 for no limit",
          text -> Values.integer(text, 0, Variable.MAX_COUNT));

  static final Variable<Long> ROOM_LINGER_SECONDS =
      Variable.seconds(
          "ROOM_LINGER_SECONDS",
          0,
          RoomOptions.DEFAULTS.lingerNanos(),
          "how long an empty room stays");

  static final Variable<Long> RESUME_GRACE_SECONDS =
      Variable.seconds(
          "RESUME_GRACE_SECONDS",
          0,
          RoomOptions.DEFAULTS.resumeGraceNanos(),
          "how long a person whose connection broke may come back unnoticed");

  static final Variable<Long> CONNECT_TIMEOUT_SECONDS =
      Variable.seconds(
          "CONNECT_TIMEOUT_SECONDS",
          1,
          RoomOptions.DEFAULTS.connectTimeoutNanos(),
          "how long the media of a WHIP or WHEP client may take to connect");

  static final Variable<Long> MEDIA_GRACE_SECONDS =
      Variable.seconds(
          "MEDIA_GRACE_SECONDS",
          0,
          RoomOptions.DEFAULTS.mediaGraceNanos(),
          "how long a WHIP or WHEP client that has fallen silent may come back unnoticed");

  static final Variable<Long> VIEWER_GRACE_SECONDS =
      Variable.seconds(
          "VIEWER_GRACE_SECONDS",
          0,
          RoomOptions.DEFAULTS.viewerGraceNanos(),
          "how long a WHEP viewer may wait for a publisher who has gone");

  static final Variable<IdentityPolicy> IDENTITY_POLICY =
      plain(
          "IDENTITY_POLICY",
          "takeover",
          "takeover or reject",
          "what a second join with the same identity does",
          text -> Values.constant(IdentityPolicy.class, text));

  static final List<Variable<?>> ALL =
      List.of(
          MAX_PARTICIPANTS_PER_ROOM,
          MAX_SUBS_PER_ROOM,
          ROOM_LINGER_SECONDS,
          RESUME_GRACE_SECONDS,
          CONNECT_TIMEOUT_SECONDS,
          MEDIA_GRACE_SECONDS,
          VIEWER_GRACE_SECONDS,
          IDENTITY_POLICY);

  private RoomVariables() {}
}
