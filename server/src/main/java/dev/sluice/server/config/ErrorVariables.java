package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.secret;

import dev.sluice.server.telemetry.ErrorWebhookOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The variables of error reports. */
final class ErrorVariables {

  static final Variable<Optional<URI>> ERROR_WEBHOOK_URL =
      secret(
              "ERROR_WEBHOOK_URL",
              "a URL: " + ReceiverUrl.ALLOWED,
              "where errors of this server are posted as JSON",
              text -> Values.optional(text).map(ReceiverUrl::parse))
          .example("https://errors.example.org/sluice");

  static final Variable<Optional<String>> ERROR_WEBHOOK_TOKEN =
      secret(
              "ERROR_WEBHOOK_TOKEN",
              "a token of printable ASCII characters",
              "sent with them as Authorization: Bearer",
              Values::optionalAscii)
          .example("<openssl rand -hex 24>");

  static final List<Variable<?>> ALL = List.of(ERROR_WEBHOOK_URL, ERROR_WEBHOOK_TOKEN);

  private ErrorVariables() {}

  /** Empty when errors are posted nowhere. */
  static Optional<ErrorWebhookOptions> webhook(Environment environment) {
    return environment
        .value(ERROR_WEBHOOK_URL)
        .map(
            url ->
                new ErrorWebhookOptions(
                    environment.value(TracingVariables.OTEL_SERVICE_NAME),
                    url,
                    environment.value(ERROR_WEBHOOK_TOKEN)));
  }

  /** A sentence for each variable that has no effect. */
  static List<String> notices(Environment environment) {
    return environment.has(ERROR_WEBHOOK_TOKEN) && !environment.has(ERROR_WEBHOOK_URL)
        ? List.of("ERROR_WEBHOOK_TOKEN is set, but has no effect without ERROR_WEBHOOK_URL.")
        : List.of();
  }
}
