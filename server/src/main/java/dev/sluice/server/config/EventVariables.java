package dev.sluice.server.config;

import static dev.sluice.server.config.Variable.plain;
import static dev.sluice.server.config.Variable.secret;

import dev.sluice.server.events.EventFilter;
import dev.sluice.server.events.webhook.WebhookSecret;
import dev.sluice.server.media.AddressScope;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The variables of webhooks. */
final class EventVariables {

  private static final int MAX_URLS = 8;
  private static final int MAX_SECRETS = 4;
  private static final int MAX_RETRY_SECONDS = 7 * 24 * 3600;

  /** An address, never a name: what a name leads to can change. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9A-Fa-f:.]+\\]");

  static final Variable<List<URI>> WEBHOOK_URLS =
      secret(
          "WEBHOOK_URLS",
          "up to "
              + MAX_URLS
              + " https:// URLs with commas between them, or http:// to localhost or to a private"
              + " address",
          "where events of rooms, participants, tracks and recordings are posted to",
          EventVariables::urls);

  static final Variable<List<WebhookSecret>> WEBHOOK_SECRET =
      secret(
          "WEBHOOK_SECRET",
          "whsec_ and 24 to 64 bytes in Base64, or up to "
              + MAX_SECRETS
              + " of these with commas between them",
          "signs what is posted to WEBHOOK_URLS (Standard Webhooks), with each of several",
          EventVariables::secrets);

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
    List<URI> urls = Values.list(text).stream().map(EventVariables::url).toList();
    Values.require(urls.size() <= MAX_URLS);
    return urls;
  }

  private static URI url(String text) {
    URI url = URI.create(text);
    Values.require(
        url.getHost() != null && url.getRawUserInfo() == null && url.getRawFragment() == null);
    Values.require(
        "https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && isNear(url.getHost())));
    return url;
  }

  /** Whether what is sent there stays in this machine or in the operator's own network. */
  private static boolean isNear(String host) {
    if (!ADDRESS.matcher(host).matches()) {
      return host.equals("localhost");
    }
    AddressScope scope =
        AddressScope.of(new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), 1).getAddress());
    return scope == AddressScope.LOOPBACK || scope == AddressScope.PRIVATE;
  }

  private static List<WebhookSecret> secrets(String text) {
    List<WebhookSecret> secrets = new ArrayList<>();
    Values.list(text).forEach(secret -> secrets.add(WebhookSecret.parse(secret)));
    Values.require(secrets.size() <= MAX_SECRETS);
    return secrets;
  }
}
