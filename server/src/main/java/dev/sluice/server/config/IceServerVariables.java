package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.protocol.IceServer;
import java.util.List;
import java.util.Optional;

/** The STUN and TURN servers that clients are told of. */
final class IceServerVariables {

  static final Variable<List<IceServer>> STUN_URLS =
      plain(
              "STUN_URLS",
              "",
              "stun:host[:port] or stuns:host[:port] with commas between them",
              "STUN servers given to clients; none are needed",
              Values::stunServers)
          .example("stun:stun.example.org:3478");

  static final Variable<List<String>> TURN_URLS =
      plain(
              "TURN_URLS",
              "",
              "turn:host[:port][?transport=udp|tcp] or turns:… with commas between them",
              "TURN servers given to those who may come in",
              Values::turnUrls)
          .example("turn:turn.example.org:3478,turns:turn.example.org:5349?transport=tcp");

  static final Variable<Optional<String>> TURN_SECRET =
      secret(
              "TURN_SECRET",
              "the secret of the TURN servers (coturn: static-auth-secret)",
              "makes short-lived credentials for TURN_URLS, for each participant its own",
              Values::optional)
          .example("<openssl rand -hex 24>");

  static final Variable<Integer> TURN_TTL =
      plain(
          "TURN_TTL",
          "14400",
          "60 to " + Variable.MAX_SECONDS + " seconds",
          "how long credentials made with TURN_SECRET open new connections",
          text -> Values.integer(text, 60, Variable.MAX_SECONDS));

  static final Variable<Optional<String>> TURN_USERNAME =
      plain(
              "TURN_USERNAME",
              "",
              "a user name of printable ASCII characters",
              "for TURN_URLS, when there is no TURN_SECRET",
              Values::optionalAscii)
          .example("sluice");

  static final Variable<Optional<String>> TURN_PASSWORD =
      secret(
              "TURN_PASSWORD",
              "a password of printable ASCII characters",
              "for TURN_URLS, when there is no TURN_SECRET",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  static final List<Variable<?>> ALL =
      List.of(STUN_URLS, TURN_URLS, TURN_SECRET, TURN_TTL, TURN_USERNAME, TURN_PASSWORD);

  private IceServerVariables() {}
}
