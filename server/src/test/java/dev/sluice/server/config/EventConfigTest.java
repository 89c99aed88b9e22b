package dev.sluice.server.config;

import static dev.sluice.server.config.Configs.config;
import static dev.sluice.server.config.Configs.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.events.EventFilter;
import dev.sluice.server.events.webhook.WebhookOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventConfigTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @Test
  void nobodyIsToldUnlessSomebodyIsNamed() {
    assertEquals(Optional.empty(), config().webhooks());
    assertEquals(
        List.of("WEBHOOK_EVENTS is set, but has no effect without WEBHOOK_URLS."),
        config("WEBHOOK_EVENTS", "room.*").notices());
  }

  @Test
  void severalReceiversAndSecretsCanBeNamed() {
    WebhookOptions options =
        config(
                "WEBHOOK_URLS", "https://a.example/hook, http://10.1.2.3:9000/",
                "WEBHOOK_SECRET", SECRET + "," + SECRET,
                "WEBHOOK_EVENTS", "room.*",
                "WEBHOOK_RETRY_SECONDS", "60")
            .webhooks()
            .orElseThrow();
    assertEquals(
        List.of(URI.create("https://a.example/hook"), URI.create("http://10.1.2.3:9000/")),
        options.urls());
    assertEquals(2, options.secrets().size());
    assertEquals(EventFilter.parse("room.*"), options.filter());
    assertEquals(60_000_000_000L, options.effort().giveUpNanos());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/hook",
        "http://8.8.8.8/",
        "http://[2001:db8::1]/",
        "http://169.254.169.254/latest/meta-data",
        "ftp://example.org/",
        "https://user:password@example.org/",
        "https:///hook",
        "hook"
      })
  void anUnsafeReceiverIsRefusedWithoutBeingShown(String url) {
    String refusal = refusal("WEBHOOK_URLS", url, "WEBHOOK_SECRET", SECRET);
    assertTrue(refusal.startsWith("WEBHOOK_URLS must be "), refusal);
    assertFalse(refusal.contains(url), refusal);
    String errors = refusal("ERROR_WEBHOOK_URL", url);
    assertTrue(errors.startsWith("ERROR_WEBHOOK_URL must be "), errors);
    assertFalse(errors.contains(url), errors);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/hook",
        "http://localhost:3000/",
        "http://127.0.0.1/",
        "http://[::1]:3000/",
        "http://[fd00::1]/",
        "http://192.168.1.4/hook?key=1"
      })
  void aSafeOneIsNot(String url) {
    assertTrue(config("WEBHOOK_URLS", url, "WEBHOOK_SECRET", SECRET).webhooks().isPresent());
  }

  @Test
  void receiversWithoutSecretAreRefused() {
    assertEquals(
        "WEBHOOK_URLS is set, but WEBHOOK_SECRET is not; set both or neither.",
        refusal("WEBHOOK_URLS", "https://example.org/"));
    assertTrue(
        refusal("WEBHOOK_URLS", "https://example.org/", "WEBHOOK_SECRET", "password")
            .startsWith("WEBHOOK_SECRET must be whsec_ and "));
  }
}
