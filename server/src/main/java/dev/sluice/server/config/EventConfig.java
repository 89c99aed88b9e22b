package dev.sluice.server.config;

import dev.sluice.server.events.webhook.WebhookOptions;
import dev.sluice.server.events.webhook.WebhookOptions.Effort;
import java.util.List;
import java.util.Optional;

/** The variables of webhooks, together. */
final class EventConfig {

  private EventConfig() {}

  /** Empty when nobody is to be told. */
  static Optional<WebhookOptions> webhooks(Environment environment) {
    ServerConfig.requireTogether(
        environment, EventVariables.WEBHOOK_URLS, EventVariables.WEBHOOK_SECRET);
    var urls = environment.value(EventVariables.WEBHOOK_URLS);
    return urls.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new WebhookOptions(
                urls,
                environment.value(EventVariables.WEBHOOK_SECRET),
                environment.value(EventVariables.WEBHOOK_EVENTS),
                Effort.DEFAULT.withGiveUpNanos(
                    environment.value(EventVariables.WEBHOOK_RETRY_SECONDS).toNanos())));
  }

  /** A sentence for each variable that has no effect. */
  static List<String> notices(Environment environment) {
    return environment.has(EventVariables.WEBHOOK_URLS)
        ? List.of()
        : List.of(EventVariables.WEBHOOK_EVENTS, EventVariables.WEBHOOK_RETRY_SECONDS).stream()
            .filter(environment::has)
            .map(variable -> variable.name() + " is set, but has no effect without WEBHOOK_URLS.")
            .toList();
  }
}
