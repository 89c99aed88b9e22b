package dev.sluice.server.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The distribution's Firefox, driven by WebDriver BiDi over the JDK's own WebSocket. */
public final class Firefox implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long COMMAND_SECONDS = 60;
  private static final long EXIT_SECONDS = 10;

  /** What its fake microphone says; its fake camera runs through the colours. */
  static final int TONE_HZ = 700;

  private static final String READY = "WebDriver BiDi listening on ";

  private static final List<String> PREFERENCES =
      List.of(
          "'media.navigator.streams.fake',true",
          "'media.navigator.audio.fake_frequency'," + TONE_HZ,
          "'media.navigator.permission.disabled',true",
          "'media.peerconnection.ice.obfuscate_host_addresses',false",
          "'media.peerconnection.ice.loopback',true",
          "'media.autoplay.default',0",
          "'media.autoplay.blocking_policy',0",
          // without a sound card Web Audio would wait for one for ever
          "'media.cubeb.force_mock_context',true",
          "'app.update.enabled',false",
          "'datareporting.policy.dataSubmissionEnabled',false",
          "'network.captive-portal-service.enabled',false",
          "'network.connectivity-service.enabled',false",
          "'services.settings.server','data:,'",
          "'remote.active-protocols',1");

  private final Process process;
  private final WebSocket socket;
  private final Map<Long, CompletableFuture<JsonNode>> commands;
  private long lastCommand;

  private Firefox(
      Process process, WebSocket socket, Map<Long, CompletableFuture<JsonNode>> commands) {
    this.process = process;
    this.socket = socket;
    this.commands = commands;
  }

  /** Starts the browser, or skips the test when there is none or it could not use the network. */
  public static Firefox start() {
    Path executable = Tools.require("firefox-esr");
    Tools.requireThat(hasDefaultRoute(), "a default route, without which Firefox does no ICE");
    try {
      Process process = launch(executable);
      URI address = awaitAddress(process);
      Map<Long, CompletableFuture<JsonNode>> commands = new ConcurrentHashMap<>();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address, new Answers(commands))
              .get(COMMAND_SECONDS, TimeUnit.SECONDS);
      Firefox firefox = new Firefox(process, socket, commands);
      firefox.command(
          "session.new", JSON.createObjectNode().set("capabilities", JSON.createObjectNode()));
      return firefox;
    } catch (IOException e) {
      throw new UncheckedIOException("Firefox does not start", e);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Firefox does not talk", e);
    }
  }

  private static boolean hasDefaultRoute() {
    try {
      return !Tools.run("ip", "route", "show", "default").isBlank();
    } catch (IOException e) {
      return false;
    }
  }

  private static Process launch(Path executable) throws IOException {
    Path profile = Files.createDirectories(Path.of("target", "e2e-firefox").toAbsolutePath());
    StringBuilder preferences = new StringBuilder();
    PREFERENCES.forEach(each -> preferences.append("user_pref(").append(each).append(");\n"));
    Files.writeString(profile.resolve("user.js"), preferences);
    return new ProcessBuilder(
            executable.toString(),
            "--headless",
            "--no-remote",
            "--profile",
            profile.toString(),
            "--remote-debugging-port",
            "0",
            "about:blank")
        .redirectErrorStream(true)
        .start();
  }

  private static URI awaitAddress(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    while (line != null && !line.contains(READY)) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("it ended before it listened");
    }
    URI address =
        URI.create(line.substring(line.indexOf(READY) + READY.length()).strip() + "/session");
    Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}), "firefox-output");
    drain.setDaemon(true);
    drain.start();
    return address;
  }

  /** A page in a window of its own, since tabs in the background paint and count slowly. */
  public Page page(URI address) {
    String context =
        command("browsingContext.create", JSON.createObjectNode().put("type", "window"))
            .get("context")
            .asText();
    command(
        "browsingContext.navigate",
        JSON.createObjectNode()
            .put("context", context)
            .put("url", address.toString())
            .put("wait", "complete"));
    return new Tab(context);
  }

  private JsonNode command(String method, JsonNode parameters) {
    long id = ++lastCommand;
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    commands.put(id, answer);
    socket.sendText(message.toString(), true).join();
    try {
      JsonNode result = answer.get(COMMAND_SECONDS, TimeUnit.SECONDS);
      if (!result.path("type").asText().equals("success")) {
        throw new IllegalStateException(method + " failed: " + result);
      }
      return result.get("result");
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("no answer to " + method, e);
    }
  }

  @Override
  public void close() {
    try {
      command("browser.close", JSON.createObjectNode());
      process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** A tab of Firefox. */
  private final class Tab implements Page {

    private final String context;

    Tab(String context) {
      this.context = context;
    }

    @Override
    public JsonNode evaluate(String expression) {
      ObjectNode parameters =
          JSON.createObjectNode()
              .put(
                  "expression",
                  "(async () => JSON.stringify((await (%s)) ?? null))()".formatted(expression))
              .put("awaitPromise", true);
      parameters.putObject("target").put("context", context);
      JsonNode outcome = command("script.evaluate", parameters);
      if (!outcome.path("type").asText().equals("success")) {
        throw new IllegalStateException(
            expression + ": " + outcome.path("exceptionDetails").path("text").asText());
      }
      try {
        return JSON.readTree(outcome.get("result").get("value").asText());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("not JSON: " + outcome, e);
      }
    }

    @Override
    public String console() {
      return "(Firefox's is not recorded)";
    }

    @Override
    public void close() {
      command("browsingContext.close", JSON.createObjectNode().put("context", context));
    }
  }

  /** Hands answers to those who wait for them. */
  private static final class Answers implements WebSocket.Listener {

    private final Map<Long, CompletableFuture<JsonNode>> commands;
    private final StringBuilder message = new StringBuilder();

    Answers(Map<Long, CompletableFuture<JsonNode>> commands) {
      this.commands = commands;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        answer(message.toString());
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }

    private void answer(String text) {
      try {
        JsonNode json = JSON.readTree(text);
        CompletableFuture<JsonNode> command = commands.remove(json.path("id").asLong(-1));
        if (command != null) {
          command.complete(json);
        }
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("not JSON: " + text, e);
      }
    }
  }
}
