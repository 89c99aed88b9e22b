package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.secret;

import dev.sluice.server.room.RoomId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens that are a secret in common. */
final class SharedTokenVariables {

  static final Variable<Optional<String>> AUTH_TOKEN =
      secret(
              "AUTH_TOKEN",
              "a token of printable ASCII characters",
              "opens every room that has no token of its own",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  static final Variable<Map<RoomId, String>> ROOM_TOKENS =
      secret(
              "ROOM_TOKENS",
              "room:token pairs with semicolons between them, each room once",
              "tokens of single rooms",
              Values::roomTokens)
          .example("standup:<openssl rand -hex 24>");

  static final Variable<Optional<String>> ADMIN_TOKEN =
      secret(
              "ADMIN_TOKEN",
              "a token of printable ASCII characters",
              "opens the admin API, which is closed without",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  static final List<Variable<?>> ALL = List.of(AUTH_TOKEN, ROOM_TOKENS, ADMIN_TOKEN);

  private SharedTokenVariables() {}
}
