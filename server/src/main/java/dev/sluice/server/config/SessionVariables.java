package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;

import java.util.List;

/** The variables of what tokens mean for sessions. */
final class SessionVariables {

  /** What ends when a token does. */
  enum TokenEnd {
    ENTRY,
    SESSION
  }

  static final Variable<TokenEnd> TOKEN_EXPIRY =
      plain(
          "TOKEN_EXPIRY",
          "entry",
          "entry or session",
          "what a token's exp ends: the time to enter, or also the session that began with it",
          text -> Values.constant(TokenEnd.class, text));

  static final List<Variable<?>> ALL = List.of(TOKEN_EXPIRY);

  private SessionVariables() {}
}
