package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import dev.sluice.server.config.DrainOptions.Pace;
import dev.sluice.server.signaling.RoomRedirects;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Which rooms are on other servers, and how this one goes away. */
final class DrainVariables {

  private static final int DEFAULT_NOTICE_SECONDS = 5;

  static final Variable<RoomRedirects> ROOM_REDIRECTS =
      plain(
              "ROOM_REDIRECTS",
              "",
              "room=https://host pairs with semicolons between them, a room being a name or"
                  + " prefix*",
              "rooms that live on another server, to which their clients are sent",
              RoomRedirects::parse)
          .example("standup=https://a.example.org;team-*=https://b.example.org");

  static final Variable<Long> DRAIN_SECONDS =
      Variable.seconds(
          "DRAIN_SECONDS",
          0,
          0,
          "how long a server that is told to stop takes until it ends its calls");

  static final Variable<Optional<URI>> DRAIN_REDIRECT =
      plain(
              "DRAIN_REDIRECT",
              "",
              "http://host[:port] or https://host[:port]",
              "another server, which takes rooms and newcomers while this one drains",
              text -> Values.optional(text).map(RoomRedirects::node))
          .example("https://b.example.org");

  static final Variable<Long> DRAIN_NOTICE_SECONDS =
      plain(
          "DRAIN_NOTICE_SECONDS",
          Integer.toString(DEFAULT_NOTICE_SECONDS),
          "0 to DRAIN_SECONDS",
          "how much of DRAIN_SECONDS passes before any room is moved, for load balancers to notice",
          text -> TimeUnit.SECONDS.toNanos(Values.integer(text, 0, Variable.MAX_SECONDS)));

  static final Variable<Optional<Pace>> DRAIN_PACE =
      plain(
              "DRAIN_PACE",
              "",
              "spread or last; spread where DRAIN_REDIRECT is set, last elsewhere",
              "whether rooms are moved one after the other in DRAIN_SECONDS, or all at their end",
              text -> Values.optional(text).map(word -> Values.constant(Pace.class, word)))
          .example("spread");

  static final Variable<Long> DRAIN_UPLOAD_SECONDS =
      Variable.seconds(
          "DRAIN_UPLOAD_SECONDS",
          0,
          TimeUnit.SECONDS.toNanos(5),
          "how long a server that ends waits for uploads; the rest goes on after the next start");

  static final List<Variable<?>> ALL =
      List.of(
          ROOM_REDIRECTS,
          DRAIN_SECONDS,
          DRAIN_REDIRECT,
          DRAIN_NOTICE_SECONDS,
          DRAIN_PACE,
          DRAIN_UPLOAD_SECONDS);

  private DrainVariables() {}
}
