package dev.sluice.server.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file: one {@code NAME=value} a line.
 *
 * <pre>
 *   # a comment
 *   HTTP_ADDR=:8080            a comment may follow after a space and {@code #}
 *   export AUTH_TOKEN="a b"    quotes keep spaces and {@code #}; "…" knows \n, \t, \" and \\
 *   TURN_PASSWORD='as it is'
 * </pre>
 *
 * Variables inside values are not expanded.
 */
final class DotEnv {

  /** Nobody's configuration is longer; something else of that name is not read to its end. */
  private static final long MAX_BYTES = 256 << 10;

  private static final Pattern LINE =
      Pattern.compile("^\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*$");

  private static final Pattern DOUBLE_QUOTED =
      Pattern.compile("^\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?$");

  private static final Pattern SINGLE_QUOTED = Pattern.compile("^'([^']*)'\\s*(?:#.*)?$");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");

  private DotEnv() {}

  /**
   * The variables of {@code file}; none if it does not exist.
   *
   * @throws ConfigException when the file cannot be read or a line is not understood
   */
  static Map<String, String> read(Path file) {
    if (!Files.exists(file)) {
      return Map.of();
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(file + " is too large to be a list of variables.");
      }
      return parse(
          file.toString(), Files.readString(file, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** Parses lines; {@code name} stands in error messages, values never do. */
  static Map<String, String> parse(String name, List<String> lines) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = i == 0 ? lines.get(i).replace("\uFEFF", "") : lines.get(i);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new ConfigException(
            "Line %d of %s is not NAME=value or a comment.".formatted(i + 1, name));
      }
      variables.put(matcher.group(1), value(matcher.group(2), name, i + 1));
    }
    return variables;
  }

  private static String value(String text, String name, int line) {
    if (text.startsWith("\"")) {
      return unescape(quoted(DOUBLE_QUOTED, text, name, line));
    }
    if (text.startsWith("'")) {
      return quoted(SINGLE_QUOTED, text, name, line);
    }
    return COMMENT.matcher(text).replaceFirst("");
  }

  private static String quoted(Pattern pattern, String text, String name, int line) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new ConfigException(
          "Line %d of %s has a quote that does not end, or text behind it.".formatted(line, name));
    }
    return matcher.group(1);
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
        char escaped = text.charAt(i);
        plain.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }
}
