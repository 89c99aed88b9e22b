package dev.sluice.server.e2e.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards are what Grafana's documentation of its JSON model says, as far as it matters. */
class DashboardFilesTest {

  private static final int COLUMNS = 24;

  /** Of those Grafana knows: packages/grafana-data/src/valueFormats/categories.ts. */
  private static final Set<String> UNITS =
      Set.of("none", "s", "Bps", "bytes", "pps", "cps", "reqps", "percentunit");

  private static final Set<String> TYPES = Set.of("row", "stat", "timeseries");

  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

  static List<DashboardFile> dashboards() {
    return DashboardFile.all();
  }

  @Test
  void noTwoDashboardsShareAnIdOrATitle() {
    List<DashboardFile> all = dashboards();
    assertEquals(5, all.size());
    assertEquals(
        all.size(), all.stream().map(each -> each.json().get("uid").asText()).distinct().count());
    assertEquals(
        all.size(), all.stream().map(each -> each.json().get("title").asText()).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void saysWhatItIs(DashboardFile dashboard) {
    JsonNode json = dashboard.json();
    assertEquals(dashboard.name(), json.get("uid").asText());
    assertTrue(json.get("uid").asText().length() <= 40, "Grafana's limit");
    assertTrue(json.get("schemaVersion").asInt() >= 36);
    assertFalse(json.get("description").asText().isBlank());
    assertFalse(json.has("id"), "ids are a server's own");
    assertEquals("sluice", json.get("tags").get(0).asText());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsHaveIdsOfTheirOwnAndDoNotOverlap(DashboardFile dashboard) {
    Set<Integer> ids = new HashSet<>();
    List<JsonNode> before = new ArrayList<>();
    for (JsonNode panel : dashboard.json().get("panels")) {
      String title = panel.get("title").asText();
      assertTrue(ids.add(panel.get("id").asInt()), title);
      JsonNode place = panel.get("gridPos");
      assertTrue(place.get("x").asInt() >= 0 && place.get("w").asInt() > 0, title);
      assertTrue(place.get("x").asInt() + place.get("w").asInt() <= COLUMNS, title);
      for (JsonNode other : before) {
        assertFalse(
            overlap(place, other.get("gridPos")), title + " and " + other.get("title").asText());
      }
      before.add(panel);
    }
  }

  private static boolean overlap(JsonNode one, JsonNode other) {
    return overlap(one, other, "x", "w") && overlap(one, other, "y", "h");
  }

  private static boolean overlap(JsonNode one, JsonNode other, String start, String length) {
    return one.get(start).asInt() < other.get(start).asInt() + other.get(length).asInt()
        && other.get(start).asInt() < one.get(start).asInt() + one.get(length).asInt();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelSaysWhatItShowsInAUnitThatGrafanaKnows(DashboardFile dashboard) {
    for (JsonNode panel : dashboard.json().get("panels")) {
      assertTrue(TYPES.contains(panel.get("type").asText()), panel.get("title").asText());
    }
    for (JsonNode panel : dashboard.panels()) {
      String title = panel.get("title").asText();
      assertFalse(panel.get("description").asText().isBlank(), title);
      String unit = panel.get("fieldConfig").get("defaults").get("unit").asText();
      assertTrue(UNITS.contains(unit), title + ": " + unit);
      assertFalse(panel.get("targets").isEmpty(), title);
      Set<String> letters = new HashSet<>();
      for (JsonNode target : panel.get("targets")) {
        assertTrue(letters.add(target.get("refId").asText()), title);
        assertFalse(target.get("expr").asText().isBlank(), title);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyQueryGoesToTheDataSourceThatIsChosen(DashboardFile dashboard) {
    for (JsonNode source : dashboard.json().findValues("datasource")) {
      assertEquals("prometheus", source.get("type").asText());
      assertEquals("${datasource}", source.get("uid").asText());
    }
    for (JsonNode panel : dashboard.panels()) {
      assertTrue(panel.has("datasource"));
      panel.get("targets").forEach(target -> assertTrue(target.has("datasource")));
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyVariableThatIsUsedIsThere(DashboardFile dashboard) {
    Set<String> declared = new HashSet<>(Set.of("__rate_interval"));
    for (JsonNode variable : dashboard.json().get("templating").get("list")) {
      declared.add(variable.get("name").asText());
    }
    assertTrue(declared.contains("datasource"));
    Set<String> used = new HashSet<>();
    for (String text : dashboard.json().findValuesAsText("expr")) {
      Matcher found = VARIABLE.matcher(text);
      while (found.find()) {
        used.add(found.group(1) == null ? found.group(2) : found.group(1));
      }
    }
    assertTrue(declared.containsAll(used), used + " of " + declared);
  }
}
