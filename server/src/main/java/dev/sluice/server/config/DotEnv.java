package dev.sluice.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code .env} file: one {@code NAME=value} a line, in UTF-8.
 *
 * <pre>
 *   # a comment
 *   HTTP_ADDR=:8080            a comment may follow after a space and {@code #}
 *   export AUTH_TOKEN="a b"    quotes keep spaces and {@code #}; "…" knows \n, \t, \" and \\
 *   TURN_PASSWORD='as it is'
 * </pre>
 *
 * Variables inside values are not expanded.
 *
 * @param variables the last line of each
 * @param notices sentences about what is allowed and hardly meant
 */
record DotEnv(Map<String, String> variables, List<String> notices) {

  /** Nobody's configuration is longer; something else of that name is not read to its end. */
  private static final int MAX_BYTES = 256 << 10;

  private static final Pattern LINE =
      Pattern.compile("^\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*$");

  private static final Pattern DOUBLE_QUOTED =
      Pattern.compile("^\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:#.*)?$");

  private static final Pattern SINGLE_QUOTED = Pattern.compile("^'([^']*)'\\s*(?:#.*)?$");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");

  /** What word processors make of quotes. */
  private static final String TYPOGRAPHIC = "“”„‟‘’‚‛«»";

  /**
   * What {@code file} says; nothing if it does not exist.
   *
   * @throws ConfigException when the file cannot be read or a line is not understood
   */
  static DotEnv read(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new DotEnv(Map.of(), List.of());
    }
    return parse(file.toString(), text(file).lines().toList());
  }

  private static String text(Path file) {
    if (Files.isDirectory(file)) {
      throw new ConfigException(
          file + " is a directory, but must be a file of NAME=value lines or not be there.");
    }
    byte[] bytes = bytes(file);
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(file + " is too large to be a list of variables.");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException(
          "%s is not UTF-8 text%s; save it as UTF-8."
              .formatted(file, isUtf16(bytes) ? ", it looks like UTF-16" : ""),
          e);
    }
  }

  /** At most one more than is allowed, whatever it is that has this name. */
  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (AccessDeniedException e) {
      throw new ConfigException(
          "%s cannot be read: the user this server runs as has no right to.".formatted(file), e);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + " is a link that leads nowhere.", e);
    } catch (IOException e) {
      throw new ConfigException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static boolean isUtf16(byte[] bytes) {
    int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
    return mark == 0xFEFF || mark == 0xFFFE;
  }

  /** Parses lines; {@code name} stands in messages, values never do. */
  static DotEnv parse(String name, List<String> lines) {
    Map<String, String> variables = new LinkedHashMap<>();
    List<String> notices = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = i == 0 ? lines.get(i).replace("\uFEFF", "") : lines.get(i);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches() || line.indexOf('\0') >= 0) {
        throw new ConfigException(
            "Line %d of %s is not NAME=value or a comment.".formatted(i + 1, name));
      }
      String variable = matcher.group(1);
      String value = value(matcher.group(2), name, i + 1);
      if (value.contains("${")) {
        notices.add(
            ("Line %d of %s has ${ in the value of %s, which is taken as it is: nothing is put in its"
                    + " place.")
                .formatted(i + 1, name, variable));
      }
      if (variables.put(variable, value) != null) {
        notices.add(
            "Line %d of %s sets %s once more; the lines before have no effect."
                .formatted(i + 1, name, variable));
      }
    }
    return new DotEnv(Collections.unmodifiableMap(variables), List.copyOf(notices));
  }

  private static String value(String text, String name, int line) {
    if (text.startsWith("\"")) {
      return unescape(quoted(DOUBLE_QUOTED, text, name, line));
    }
    if (text.startsWith("'")) {
      return quoted(SINGLE_QUOTED, text, name, line);
    }
    if (!text.isEmpty() && TYPOGRAPHIC.indexOf(text.charAt(0)) >= 0) {
      throw new ConfigException(
          "Line %d of %s has typographic quotes; write \" or '.".formatted(line, name));
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

  /** Tells no value. */
  @Override
  public String toString() {
    return "DotEnv[variables=%d]".formatted(variables.size());
  }
}
