package dev.sluice.server.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chromium processes: one for each pair of camera and flags, since both are a process's, kept while
 * tests may want them again. Used by one thread.
 */
public final class Browsers implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path CAPTURES = Path.of("target", "e2e-captures");
  private static final Path DRIVER = Path.of("target", "browser-driver");
  private static final String DRIVER_PROPERTY = "playwright.cli.dir";

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--use-fake-device-for-media-stream=fps=15",
          "--use-fake-ui-for-media-stream",
          "--autoplay-policy=no-user-gesture-required");

  private static Playwright driver;

  private final Playwright playwright;
  private final Path executable;
  private final Map<String, Browser> processes = new LinkedHashMap<>();

  private Browsers(Playwright playwright, Path executable) {
    this.playwright = playwright;
    this.executable = executable;
  }

  /** Starts the driver, or skips the test when there is none or no chromium. */
  public static Browsers start() {
    Path chromium = Tools.require("chromium");
    if (System.getProperty(DRIVER_PROPERTY) == null) {
      Tools.requireThat(
          Files.exists(DRIVER.resolve("package/cli.js")),
          "the browser driver, which deploy/dev/test.sh installs into server/target");
      System.setProperty(DRIVER_PROPERTY, DRIVER.toAbsolutePath().toString());
    }
    return new Browsers(driver(), chromium);
  }

  /** One for all classes, since its start takes a while: it ends with this process. */
  private static Playwright driver() {
    if (driver == null) {
      driver =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    }
    return driver;
  }

  /** The test peer's page in a browser whose camera shows something of its own. */
  public ChromiumPage page(ServerFixture server, FakeCapture capture, String... flags) {
    return page(server.peerPage(), executable, capture, flags);
  }

  /** Likewise, of another page or by way of another program that starts chromium. */
  public ChromiumPage page(URI address, Path program, FakeCapture capture, String... flags) {
    return open(address, browser(program, capture, flags), new Browser.NewContextOptions(), "");
  }

  /**
   * A page as people see it.
   *
   * @param before JavaScript that runs before the page's own
   */
  ChromiumPage window(
      URI address, FakeCapture capture, Browser.NewContextOptions options, String before) {
    return open(address, browser(executable, capture), options, before);
  }

  private static ChromiumPage open(
      URI address, Browser browser, Browser.NewContextOptions options, String before) {
    BrowserContext context =
        browser.newContext(options.setPermissions(List.of("camera", "microphone")));
    context.addInitScript(before);
    ChromiumPage page = new ChromiumPage(context, context.newPage());
    page.view.navigate(address.toString());
    return page;
  }

  private Browser browser(Path program, FakeCapture capture, String... flags) {
    List<String> arguments = new ArrayList<>(FLAGS);
    arguments.add("--use-file-for-fake-video-capture=" + capture.video(CAPTURES).toAbsolutePath());
    arguments.add("--use-file-for-fake-audio-capture=" + capture.audio(CAPTURES).toAbsolutePath());
    arguments.addAll(List.of(flags));
    return processes.computeIfAbsent(
        program + " " + arguments,
        ignored ->
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(program)
                        .setArgs(arguments)
                        .setHeadless(true)));
  }

  public Path executable() {
    return executable;
  }

  @Override
  public void close() {
    processes.values().forEach(Browser::close);
  }

  /** A page of Chromium, in a context of its own. */
  public static final class ChromiumPage implements Page {

    private final BrowserContext context;
    private final com.microsoft.playwright.Page view;
    private final List<String> console = new ArrayList<>();
    private Optional<CDPSession> devtools = Optional.empty();

    private ChromiumPage(BrowserContext context, com.microsoft.playwright.Page view) {
      this.context = context;
      this.view = view;
      view.onConsoleMessage(this::note);
      view.onPageError(console::add);
    }

    private void note(ConsoleMessage message) {
      console.add(message.type() + " " + message.text());
    }

    /** For what only Playwright can do. */
    com.microsoft.playwright.Page view() {
      return view;
    }

    /** Saves what the whole page looks like. */
    public void picture(Path file) {
      view.screenshot(
          new com.microsoft.playwright.Page.ScreenshotOptions().setPath(file).setFullPage(true));
    }

    /** The DevTools protocol. */
    CDPSession devtools() {
      if (devtools.isEmpty()) {
        devtools = Optional.of(context.newCDPSession(view));
      }
      return devtools.get();
    }

    @Override
    public JsonNode evaluate(String expression) {
      Object text =
          view.evaluate("async () => JSON.stringify((await (%s)) ?? null)".formatted(expression));
      try {
        return JSON.readTree((String) text);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("not JSON: " + text, e);
      }
    }

    @Override
    public String console() {
      return String.join("\n", console);
    }

    /** What was said so far was meant to be. */
    void forgetConsole() {
      console.clear();
    }

    /** What the page did that its policy forbids; who may frame it is not the page's doing. */
    List<String> policyViolations() {
      return console.stream()
          .filter(
              line -> line.contains("Content Security Policy") && !line.contains("frame-ancestors"))
          .toList();
    }

    /** A page that breaks its own policy fails the test that showed it. */
    @Override
    public void close() {
      try {
        context.close();
      } catch (PlaywrightException e) {
        // its browser went before it
        console.add(e.getMessage());
      }
      if (!policyViolations().isEmpty()) {
        throw new AssertionError("against the page's policy: " + policyViolations());
      }
    }
  }
}
