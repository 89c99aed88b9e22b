package dev.sluice.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Pages are HTML that stands for itself, without templates; what their heads have in common is held
 * together here.
 */
class PageHeadsTest {

  private static final Path PAGES = Path.of("src", "main", "resources", "web");

  /** What each page says of its own. */
  private static final Pattern OWN =
      Pattern.compile(
          "<title>.*|<meta name=\"(description|robots|theme-color)\".*"
              + "|<link rel=\"stylesheet\".*|<script type=\"module\".*");

  private static List<String> head(Path page) throws IOException {
    String text = Files.readString(page);
    return text.substring(0, text.indexOf("</head>"))
        .lines()
        .map(String::strip)
        .filter(line -> !OWN.matcher(line).matches())
        .toList();
  }

  @Test
  void allPagesBeginAlike() throws IOException {
    List<String> first = head(PAGES.resolve("index.html"));
    assertTrue(first.size() > 5, first.toString());
    try (Stream<Path> pages = Files.list(PAGES)) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".html")).toList()) {
        assertEquals(first, head(page), page.getFileName().toString());
      }
    }
  }
}
