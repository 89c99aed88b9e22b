package dev.sluice.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every threat of the page names tests, and they are there. */
class ThreatModelTest {

  private static final Path PAGE = Path.of("docs", "threat-model.md");
  private static final String HEADER = "| threat | what stops it | proven by | what remains |";
  private static final int PROVEN_BY = 2;

  /** A link whose text is class and method, and whose target is the class's source. */
  private static final Pattern PROOF = Pattern.compile("\\[(\\w+)\\.(\\w+)]\\(([^)]+)\\)");

  private static final Pattern TEST = Pattern.compile("@(Test|ParameterizedTest|FuzzTest)\\b");

  /** What an attacker is sure to try first, each of which is to be a line by name. */
  private static final List<String> BAD_INPUT =
      List.of(
          "forged token",
          "expired token",
          "replayed token",
          "wrong audience",
          "alg:none",
          "header tricks",
          "path tricks",
          "slowloris",
          "10,000 idle sockets",
          "websocket flood",
          "oversized frames",
          "compressed bombs",
          "stun flood",
          "dtls flood");

  private static List<String[]> threats() throws IOException {
    List<String[]> rows = new ArrayList<>();
    boolean inTable = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.equals(HEADER)) {
        inTable = true;
      } else if (!line.startsWith("|")) {
        inTable = false;
      } else if (inTable && !line.startsWith("|---")) {
        rows.add(cells(line));
      }
    }
    return rows;
  }

  private static String[] cells(String line) {
    return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toArray(String[]::new);
  }

  @Test
  void everyThreatSaysWhatStopsItAndWhatRemains() throws IOException {
    List<String[]> threats = threats();
    assertTrue(threats.size() > 40, threats.size() + " threats");
    for (String[] threat : threats) {
      assertEquals(4, threat.length, String.join(" | ", threat));
      for (String cell : threat) {
        assertTrue(!cell.isEmpty(), String.join(" | ", threat));
      }
    }
  }

  @Test
  void everyThreatIsProvenByTestsThatAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String[] threat : threats()) {
      Matcher proof = PROOF.matcher(threat[PROVEN_BY]);
      boolean proven = false;
      while (proof.find()) {
        proven = true;
        if (!isTest(proof.group(1), proof.group(2), PAGE.resolveSibling(proof.group(3)))) {
          missing.add(threat[0] + " -> " + proof.group());
        }
      }
      if (!proven) {
        missing.add(threat[0] + " names no test");
      }
    }
    assertEquals(List.of(), missing);
  }

  /** Whether the source has a method of that name with an annotation of JUnit's or Jazzer's. */
  private static boolean isTest(String type, String method, Path source) throws IOException {
    if (!source.getFileName().toString().equals(type + ".java") || !Files.exists(source)) {
      return false;
    }
    String text = Files.readString(source);
    int declared = text.indexOf(" void " + method + "(");
    // between the end of the member before and the name stand only annotations and modifiers
    String before = text.substring(0, Math.max(0, declared));
    String own = before.substring(Math.max(0, before.lastIndexOf("\n  }\n")));
    return TEST.matcher(own).find();
  }

  @Test
  void allThatEverybodyTriesFirstIsThereByName() throws IOException {
    List<String> names =
        threats().stream().map(threat -> threat[0].toLowerCase(Locale.ROOT)).toList();
    for (String wanted : BAD_INPUT) {
      assertTrue(names.stream().anyMatch(name -> name.contains(wanted)), wanted);
    }
  }
}
