package dev.sluice.server.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.config.LogOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoggingTest {

  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(written, true, UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(standardError);
    TestLogging.restore();
  }

  @Test
  void textIsOneLineForPeople() {
    Logging.configure(new LogOptions(LogOptions.Level.INFO, LogOptions.Format.TEXT));

    LoggerFactory.getLogger("a.b.Name").info("room={} opened", "blue");
    LoggerFactory.getLogger("a.b.Name").debug("not shown");

    List<String> lines = lines();
    assertEquals(1, lines.size());
    assertTrue(
        lines.get(0).matches("20\\d\\d-.*T.* INFO  Name \\[.*\\] room=blue opened"), lines.get(0));
  }

  @Test
  void jsonIsOneObjectALineEvenWithAnException() throws IOException {
    Logging.configure(new LogOptions(LogOptions.Level.DEBUG, LogOptions.Format.JSON));

    LoggerFactory.getLogger("a.b.Name").debug("said \"{}\"\n", "x", new IllegalStateException("y"));

    List<String> lines = lines();
    assertEquals(1, lines.size());
    JsonNode record = new ObjectMapper().readTree(lines.get(0));
    assertEquals("DEBUG", record.get("level").asText());
    assertEquals("a.b.Name", record.get("loggerName").asText());
    assertEquals("said \"x\"\n", record.get("formattedMessage").asText());
    assertEquals("y", record.get("throwable").get("message").asText());
  }

  @Test
  void librariesStayQuietWhenWeDebug() {
    Logging.configure(new LogOptions(LogOptions.Level.DEBUG, LogOptions.Format.TEXT));

    LoggerFactory.getLogger("io.netty.Something").debug("noise");
    LoggerFactory.getLogger("io.netty.Something").warn("news");

    assertFalse(lines().toString().contains("noise"));
    assertTrue(lines().toString().contains("news"));
  }

  private List<String> lines() {
    return written.toString(UTF_8).lines().toList();
  }
}
