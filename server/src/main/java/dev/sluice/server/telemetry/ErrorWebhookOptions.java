package dev.sluice.server.telemetry;

import java.net.URI;
import java.util.Optional;

/**
 * Where errors are posted.
 *
 * @param service what this server is called
 * @param url may hold a secret
 * @param token sent as {@code Authorization: Bearer}
 */
public record ErrorWebhookOptions(String service, URI url, Optional<String> token) {

  /** Tells the host alone. */
  @Override
  public String toString() {
    return "ErrorWebhookOptions[host=" + url.getHost() + "]";
  }
}
