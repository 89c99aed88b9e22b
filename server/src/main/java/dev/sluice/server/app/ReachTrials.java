package dev.sluice.server.app;

import dev.sluice.server.auth.jwt.JwksOptions;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.telemetry.ErrorWebhookOptions;
import dev.sluice.server.telemetry.tracing.TracingOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/**
 * Whether the services that a configuration names can be reached: a TCP connection to each, nothing
 * is sent. Tells their hosts and ports alone, since their paths may be secrets.
 */
final class ReachTrials {

  private static final int TIMEOUT_MILLIS = 3_000;

  private final Findings findings;

  ReachTrials(Findings findings) {
    this.findings = findings;
  }

  void run(ServerConfig config) {
    config
        .tracing()
        .map(TracingOptions::endpoint)
        .ifPresent(
            to ->
                reach(
                    "collector",
                    to,
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "traces are lost, calls go on"));
    config
        .signedTokens()
        .provider()
        .map(JwksOptions::url)
        .ifPresent(
            to ->
                reach(
                    "token keys",
                    to,
                    "JWT_JWKS_URL",
                    "nobody enters with its tokens until it can be"));
    config
        .webhooks()
        .ifPresent(
            options ->
                options
                    .urls()
                    .forEach(
                        to ->
                            reach(
                                "webhook",
                                to,
                                "WEBHOOK_URLS",
                                "events wait for it, up to a limit")));
    config
        .errorWebhook()
        .map(ErrorWebhookOptions::url)
        .ifPresent(
            to -> reach("error webhook", to, "ERROR_WEBHOOK_URL", "errors are in the log alone"));
  }

  private void reach(String topic, URI to, String variable, String otherwise) {
    int port = to.getPort() >= 0 ? to.getPort() : to.getScheme().equals("https") ? 443 : 80;
    String shown = to.getHost() + ":" + port;
    InetSocketAddress address = new InetSocketAddress(unbracketed(to.getHost()), port);
    if (address.isUnresolved()) {
      findings.fail(
          topic, "the name of %s is not known (%s); %s".formatted(shown, variable, otherwise));
      return;
    }
    try (Socket socket = new Socket()) {
      socket.connect(address, TIMEOUT_MILLIS);
      findings.ok(topic, shown + " can be reached");
    } catch (IOException e) {
      findings.fail(
          topic,
          "%s cannot be reached: %s (%s); %s"
              .formatted(shown, e.getMessage(), variable, otherwise));
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
