package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.server.events.EventFilter;
import dev.sluice.server.events.webhook.WebhookSecret;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The variables of webhooks. */
final class EventVariables {

  private static final int MAX_URLS = 8;
  private static final int MAX_SECRETS = 4;
  private static final int MAX_RETRY_SECONDS = 7 * 24 * 3600;

  static final Variable<List<URI>> WEBHOOK_URLS =
      secret(
              "WEBHOOK_URLS",
              "up to " + MAX_URLS + " URLs with commas between them, each " + ReceiverUrl.ALLOWED,
              "where events of rooms, participants, tracks and recordings are posted to",
              EventVariables::urls)
          .example("https://app.example.org/hooks");

  static final Variable<List<WebhookSecret>> WEBHOOK_SECRET =
      secret(
              "WEBHOOK_SECRET",
              "whsec_ and 24 to 64 bytes in Base64, or up to "
                  + MAX_SECRETS
                  + " of these with commas between them",
              "signs what is posted to WEBHOOK_URLS (Standard Webhooks), with each of several",
              EventVariables::secrets)
          .example("whsec_<openssl rand -base64 32>");

  static final Variable<EventFilter> WEBHOOK_EVENTS =
      plain(
          "WEBHOOK_EVENTS",
          "*",
          "names of events with commas between them, such as room.*,participant.joined, or *",
          "which events are posted to WEBHOOK_URLS",
          EventFilter::parse);

  static final Variable<Duration> WEBHOOK_RETRY_SECONDS =
      plain(
          "WEBHOOK_RETRY_SECONDS",
          "21600",
          "0 to " + MAX_RETRY_SECONDS,
          "how long an event is tried again before it is given up; those of its room wait for it",
          text -> Duration.ofSeconds(Values.integer(text, 0, MAX_RETRY_SECONDS)));

  static final List<Variable<?>> ALL =
      List.of(WEBHOOK_URLS, WEBHOOK_SECRET, WEBHOOK_EVENTS, WEBHOOK_RETRY_SECONDS);

  private EventVariables() {}

  private static List<URI> urls(String text) {
    List<URI> urls = Values.list(text).stream().map(ReceiverUrl::parse).toList();
    Values.require(urls.size() <= MAX_URLS);
    return urls;
  }

  private static List<WebhookSecret> secrets(String text) {
    List<WebhookSecret> secrets = new ArrayList<>();
    Values.list(text).forEach(secret -> secrets.add(WebhookSecret.parse(secret)));
    Values.require(secrets.size() <= MAX_SECRETS);
    return secrets;
  }
}
