package dev.sluice.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed of the variables is whole, right and committed. */
class ConfigurationPageTest {

  private static final Path PAGE = Path.of("docs", "configuration.md");
  private static final Path README = Path.of("..", "README.md");

  private static final String HOW =
      "server/docs/configuration.md is not what the code says; after a build, run: java -jar"
          + " server/target/sluice.jar configuration --markdown > server/docs/configuration.md";

  private static final Pattern README_ROW =
      Pattern.compile("^\\| (`[A-Z0-9_]+`(?:, `[A-Z0-9_]+`)*) \\|([^|]*)\\|", Pattern.MULTILINE);

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  static List<Variable<?>> variables() {
    return Variables.all();
  }

  @Test
  void thePageIsWhatTheCodeSays() throws IOException {
    assertEquals(Reference.markdown(), Files.readString(PAGE), HOW);
  }

  @Test
  void eachVariableIsInOneChapter() {
    Set<String> names = new HashSet<>();
    for (Section section : Variables.sections()) {
      assertFalse(section.variables().isEmpty(), section.title());
      for (Variable<?> variable : section.variables()) {
        assertTrue(names.add(variable.name()), variable.name() + " is in two chapters");
      }
    }
    assertTrue(names.size() > 100, names.size() + " variables");
  }

  @Test
  void eachVariableThatIsDeclaredIsInAChapter() throws IOException {
    Pattern declared = Pattern.compile("\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\",\\R");
    Set<String> missing = new TreeSet<>();
    Set<String> known = names();
    try (var files = Files.list(Path.of("src/main/java/dev/sluice/server/config"))) {
      for (Path file : files.filter(f -> f.toString().endsWith("Variables.java")).toList()) {
        Matcher found = declared.matcher(Files.readString(file));
        while (found.find()) {
          if (!known.contains(found.group(1))) {
            missing.add(found.group(1));
          }
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void whatIsCalledGoLivesIsThere() {
    assertTrue(names().containsAll(GoLive.names()), GoLive.names().toString());
  }

  private static Set<String> names() {
    return Variables.all().stream().map(Variable::name).collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("variables")
  void anExampleIsGivenWhereTheDefaultIsNoneAndBothAreAllowed(Variable<?> variable) {
    assertFalse(
        variable.defaultText().isEmpty() && variable.example().isEmpty(),
        variable.name() + " has neither a default nor an example");
    variable.parse(variable.defaultText());
    if (!variable.example().isEmpty()) {
      variable.parse(filledIn(variable.example()));
    }
  }

  @Test
  void theFileToBeginWithSetsNothingAndEachOfItsLinesCanBeUsed() {
    List<String> lines = Reference.environmentFile().lines().toList();
    assertEquals(Map.of(), DotEnv.parse("file", lines).variables());
    List<String> used =
        lines.stream().map(line -> line.replaceFirst("^#(?=[A-Z0-9_]+=)", "")).toList();
    Map<String, String> variables = DotEnv.parse("file", used).variables();
    assertEquals(names(), variables.keySet());
    Variables.all()
        .forEach(variable -> variable.parse(filledIn(variables.get(variable.name()).strip())));
  }

  /** An example of a secret says how to make one. */
  private static String filledIn(String example) {
    return example
        .replace("<openssl rand -hex 24>", "0123456789abcdef".repeat(3))
        .replace(
            "<openssl rand -base64 32>",
            Base64.getEncoder().encodeToString("s".repeat(32).getBytes(UTF_8)))
        .replace("<the JWT_SECRET of before>", "s".repeat(44));
  }

  @Test
  void theReadmesRowsHaveTheNamesAndDefaultsOfTheCode() throws IOException {
    Map<String, Variable<?>> known = new LinkedHashMap<>();
    Variables.all().forEach(variable -> known.put(variable.name(), variable));
    Matcher rows = README_ROW.matcher(Files.readString(README));
    int found = 0;
    while (rows.find()) {
      List<String> names = codes(rows.group(1));
      List<String> defaults =
          List.of(rows.group(2).split(",", -1)).stream().map(String::strip).toList();
      for (int i = 0; i < names.size(); i++) {
        Variable<?> variable = known.get(names.get(i));
        assertTrue(variable != null, names.get(i) + " is no variable");
        String said = i < defaults.size() ? defaults.get(i).replace("`", "") : "";
        String code = variable.defaultText();
        assertTrue(
            said.equals(code) || (code.equals("auto") && said.equals("cores")),
            "%s: \"%s\" in README.md, \"%s\" in the code".formatted(names.get(i), said, code));
        found++;
      }
    }
    assertTrue(found >= 12, found + " variables in README.md");
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
  }
}
