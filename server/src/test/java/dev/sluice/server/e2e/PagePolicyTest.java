package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A real browser holds every page to its policy. Every other test of the pages looks for violations
 * too, when it closes them; here they are only opened, and one is broken on purpose.
 */
@Tag("e2e")
class PagePolicyTest {

  private static final FakeCapture CAMERA = new FakeCapture(Colour.GREEN, 600);

  private static Browsers browsers;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    browsers = Browsers.start();
    server = ServerFixture.start(Map.of());
  }

  @AfterAll
  static void stop() {
    if (browsers != null) {
      browsers.close();
      server.close();
    }
  }

  private static ChromiumPage open(String path) {
    return browsers.page(server.url().resolve(path), browsers.executable(), CAMERA);
  }

  @Test
  void noPageBreaksItsPolicy() {
    for (String path :
        List.of(
            "/web/",
            "/web/publish.html?room=policy",
            "/web/watch.html?room=policy",
            "/web/recordings.html",
            "/web/admin.html")) {
      try (ChromiumPage page = open(path)) {
        assertEquals(
            "complete",
            Poll.until(
                path + " is there",
                () -> page.evaluate("document.readyState").asText(),
                "complete"::equals));
        assertEquals(List.of(), page.policyViolations(), path);
      }
    }
  }

  @Test
  void whatThePolicyForbidsTheBrowserDoesNotDo() {
    ChromiumPage page = open("/web/");
    for (String broken :
        List.of(
            "document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.broken = 1' }))",
            "document.body.append(Object.assign(document.createElement('div'), { innerHTML: '<b onclick=\"x\" style=\"color:red\">x</b>' }))",
            "fetch('http://203.0.113.1/').catch(() => 0)")) {
      int before = page.policyViolations().size();
      page.evaluate(broken + " && 1");
      Poll.until(
          "the browser says that it did not " + broken,
          () -> {
            // messages come in while the page is asked something
            page.evaluate("1");
            return page.policyViolations().size();
          },
          now -> now > before);
    }
    assertFalse(page.evaluate("'broken' in globalThis").asBoolean());
    page.forgetConsole();
    page.close();
  }
}
