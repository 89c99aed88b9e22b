package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.sluice.server.e2e.Browsers.ChromiumPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Pictures of pages in {@code target/screenshots} to look at, and what can be said about them
 * without eyes: nothing is cut off, every control has a name, and the browser has nothing to
 * complain about.
 */
final class Screenshots {

  private static final Path DIRECTORY = Path.of("target", "screenshots");

  private static final Set<String> CONTROLS =
      Set.of("button", "textbox", "combobox", "checkbox", "link", "slider", "switch", "menuitem");

  private Screenshots() {}

  static Browser.NewContextOptions desktop(ColorScheme scheme) {
    return new Browser.NewContextOptions().setViewportSize(1280, 800).setColorScheme(scheme);
  }

  static Browser.NewContextOptions phone(ColorScheme scheme) {
    return new Browser.NewContextOptions()
        .setViewportSize(390, 844)
        .setDeviceScaleFactor(2)
        .setIsMobile(true)
        .setHasTouch(true)
        .setColorScheme(scheme);
  }

  /** JavaScript that lets a page's camera show somebody. */
  static String portrait(int hue) {
    return """
        const devices = navigator.mediaDevices;
        const capture = devices.getUserMedia.bind(devices);
        devices.getUserMedia = async (wanted) => {
          const stream = await capture(wanted);
          for (const track of stream.getVideoTracks()) {
            stream.removeTrack(track);
            track.stop();
            const { portraitVideo } = await import('/web/e2e/paint.js');
            stream.addTrack(portraitVideo({ hue: %d, width: 640, height: 360 }));
          }
          return stream;
        };
        """
        .formatted(hue);
  }

  /** Takes one, and says what can be said without eyes. */
  static void take(ChromiumPage page, String name) {
    take(page, name, false);
  }

  /** The same of all that can be scrolled to. */
  static void takeWhole(ChromiumPage page, String name) {
    take(page, name, true);
  }

  private static void take(ChromiumPage page, String name, boolean whole) {
    page.view()
        .screenshot(
            new Page.ScreenshotOptions()
                .setPath(DIRECTORY.resolve(name + ".png"))
                .setFullPage(whole)
                .setAnimations(ScreenshotAnimations.DISABLED));
    assertEquals(List.of(), nameless(page), "controls without an accessible name");
    assertNothingIsCutOff(page);
    assertEquals(
        List.of(), page.console().lines().filter(Screenshots::isComplaint).toList(), "the console");
  }

  private static void assertNothingIsCutOff(ChromiumPage page) {
    JsonNode outside =
        page.evaluate(
            """
            [...document.querySelectorAll('button, input, select, textarea, [data-testid=tile]')]
              .filter((element) => element.checkVisibility())
              .filter((element) => {
                const { left, right } = element.getBoundingClientRect();
                return left < 0 || right > innerWidth;
              })
              .map((element) => element.dataset.testid)
            """);
    assertTrue(outside.isEmpty(), "beyond the window's edge: " + outside);
    assertTrue(
        page.evaluate("document.documentElement.scrollWidth <= innerWidth").asBoolean(),
        "the page scrolls sideways");
  }

  /** Controls to which the browser gives no name for those who do not see them. */
  private static List<String> nameless(ChromiumPage page) {
    JsonObject tree = page.devtools().send("Accessibility.getFullAXTree");
    List<String> found = new ArrayList<>();
    for (JsonElement element : tree.getAsJsonArray("nodes")) {
      JsonObject node = element.getAsJsonObject();
      String role = value(node, "role");
      if (!node.get("ignored").getAsBoolean()
          && CONTROLS.contains(role)
          && value(node, "name").isBlank()) {
        found.add(role + " " + node.get("backendDOMNodeId"));
      }
    }
    return found;
  }

  private static String value(JsonObject node, String property) {
    return node.has(property) && node.getAsJsonObject(property).has("value")
        ? node.getAsJsonObject(property).get("value").getAsString()
        : "";
  }

  /** What the browser tells of requests that failed is no complaint about the page. */
  private static boolean isComplaint(String line) {
    return !line.startsWith("log ")
        && !line.startsWith("info ")
        && !line.contains("Failed to load resource")
        && !line.contains("WebSocket connection to");
  }
}
