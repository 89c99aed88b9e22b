package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.signaling.wish.WishOptions;
import dev.sluice.server.signaling.wish.WishOptions.IfMatch;
import java.util.List;

/** What encoders that publish and players that watch may do. */
final class WishVariables {

  /** The texts of PUBLISHER_POLICY and what they mean to a room. */
  enum PublisherPolicy {
    TAKEOVER(DuplicatePolicy.REPLACE),
    REJECT(DuplicatePolicy.REJECT),
    BESIDE(DuplicatePolicy.BESIDE);

    private final DuplicatePolicy meaning;

    PublisherPolicy(DuplicatePolicy meaning) {
      this.meaning = meaning;
    }

    DuplicatePolicy meaning() {
      return meaning;
    }
  }

  static final Variable<PublisherPolicy> PUBLISHER_POLICY =
      plain(
          "PUBLISHER_POLICY",
          "takeover",
          "takeover, reject or beside",
          "what a WHIP publisher does whose name is in the room already",
          text -> Values.constant(PublisherPolicy.class, text));

  static final Variable<IfMatch> WHIP_REQUIRE_IF_MATCH =
      plain(
          "WHIP_REQUIRE_IF_MATCH",
          "true",
          "true or false",
          "whether a WHIP or WHEP client has to send If-Match with PATCH",
          text -> Values.flag(text) ? IfMatch.REQUIRED : IfMatch.OPTIONAL);

  static final Variable<Integer> MAX_SESSIONS =
      plain(
          "MAX_SESSIONS",
          Integer.toString(WishOptions.DEFAULT_MAX_SESSIONS),
          "1 to " + Variable.MAX_COUNT,
          "WHIP and WHEP sessions of this server; more are told to come back later",
          text -> Values.integer(text, 1, Variable.MAX_COUNT));

  static final Variable<Integer> OVERLOAD_PERCENT =
      plain(
          "OVERLOAD_PERCENT",
          Integer.toString(WishOptions.DEFAULT_OVERLOAD_PERCENT),
          "1 to 100",
          "how busy every media thread must be for WHIP and WHEP to be told to come back later",
          text -> Values.integer(text, 1, 100));

  static final List<Variable<?>> ALL =
      List.of(PUBLISHER_POLICY, WHIP_REQUIRE_IF_MATCH, MAX_SESSIONS, OVERLOAD_PERCENT);

  private WishVariables() {}
}
