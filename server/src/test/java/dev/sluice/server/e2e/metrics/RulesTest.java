package dev.sluice.server.e2e.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What promtool says of the rules. */
@Tag("e2e")
@Tag("beside")
class RulesTest {

  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)\\n(?:(?!- alert).*\\n?)*");

  private static String promtool;

  @BeforeAll
  static void needsPromtool() {
    promtool = Tools.require("promtool").toString();
  }

  @Test
  void theExampleConfigurationsAndTheirRulesAreValid() throws IOException {
    for (String example : List.of("prometheus.yml", "kubernetes.yml")) {
      String said = run("check", "config", example);
      assertTrue(said.contains("2 rule files found"), said);
      assertFalse(said.contains("FAILED"), said);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sluice-alerts", "sluice-backup-alerts"})
  void alertsFireWhenTheyShouldAndNotOtherwise(String file) throws IOException {
    run("test", "rules", file + "-test.yml");
    String tests = Files.readString(PrometheusServer.RULES.resolve(file + "-test.yml"));
    for (MatchResult alert : alerts(file)) {
      assertTrue(tests.contains("name: %s fires".formatted(alert.group(1))), alert.group(1));
      assertTrue(tests.contains("name: %s is silent".formatted(alert.group(1))), alert.group(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sluice-alerts", "sluice-backup-alerts"})
  void everyAlertSaysWhatToDo(String file) throws IOException {
    assertFalse(alerts(file).isEmpty());
    for (MatchResult alert : alerts(file)) {
      for (String part : List.of("summary:", "description:", "action:", "severity:")) {
        assertTrue(alert.group().contains(part), alert.group());
      }
    }
  }

  @Test
  void recordedFiguresAreRight() throws IOException {
    run("test", "rules", "sluice-recording-test.yml");
    Path rules = PrometheusServer.RULES.resolve("sluice-recording.yml");
    String tests = Files.readString(PrometheusServer.RULES.resolve("sluice-recording-test.yml"));
    List<String> records =
        Pattern.compile("record: (\\S+)")
            .matcher(Files.readString(rules))
            .results()
            .map(found -> found.group(1))
            .toList();
    assertEquals(records, records.stream().filter(tests::contains).toList());
  }

  private static List<MatchResult> alerts(String file) throws IOException {
    return ALERT
        .matcher(Files.readString(PrometheusServer.RULES.resolve(file + ".yml")))
        .results()
        .toList();
  }

  /** Fails when promtool does. */
  private static String run(String command, String what, String file) throws IOException {
    return Tools.run(promtool, command, what, PrometheusServer.RULES.resolve(file).toString());
  }
}
