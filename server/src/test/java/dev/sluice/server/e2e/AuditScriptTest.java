package dev.sluice.server.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/dev/audit.sh}: finds what the database knows, and says so when it cannot ask. */
@Tag("e2e")
@Tag("beside")
class AuditScriptTest {

  private static final Path SCRIPT = Path.of("..", "deploy", "dev", "audit.sh");
  private static final long PATIENCE_SECONDS = 30;

  @TempDir Path directory;

  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** How a run ended, and what it said. */
  private record Run(int status, String output) {}

  private Path bom(String... purls) throws IOException {
    List<String> components = new ArrayList<>();
    for (String purl : purls) {
      components.add("{\"purl\":\"" + purl + "\"}");
    }
    return Files.writeString(
        directory.resolve("bom.json"), "{\"components\":[" + String.join(",", components) + "]}");
  }

  private static Run run(Path bom, String database) throws Exception {
    Tools.require("node");
    ProcessBuilder builder =
        new ProcessBuilder("sh", SCRIPT.toString(), bom.toAbsolutePath().toString())
            .redirectErrorStream(true);
    builder.environment().put("OSV_URL", database);
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
      return new Run(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Knows one hole, in the manner of OSV's querybatch. */
  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode question = new ObjectMapper().readTree(exchange.getRequestBody());
      List<String> results = new ArrayList<>();
      for (JsonNode query : question.get("queries")) {
        String purl = query.at("/package/purl").asText();
        asked.add(purl);
        results.add(purl.contains("/old@") ? "{\"vulns\":[{\"id\":\"GHSA-1\"}]}" : "{}");
      }
      byte[] body =
          ("{\"results\":[" + String.join(",", results) + "]}").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void endsByWhatTheDatabaseKnows() throws Exception {
    HttpServer database =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    database.createContext("/v1/querybatch", this::answer);
    database.start();
    String url = "http://127.0.0.1:" + database.getAddress().getPort();
    try {
      Run good = run(bom("pkg:maven/a/new@2?type=jar", "pkg:maven/dev.sluice/recorder@1"), url);
      assertEquals(new Run(0, "1 dependencies, 0 known holes\n"), good);
      assertEquals(List.of("pkg:maven/a/new@2"), asked, "ours is in no database");
      Run bad = run(bom("pkg:maven/a/new@2", "pkg:maven/a/old@1"), url);
      assertEquals(1, bad.status());
      assertTrue(bad.output().contains("pkg:maven/a/old@1  GHSA-1"), bad.output());
    } finally {
      database.stop(0);
    }
    Run unknown = run(bom("pkg:maven/a/new@2"), url);
    assertEquals(2, unknown.status());
    assertTrue(unknown.output().contains("NOT CHECKED"), unknown.output());
  }
}
