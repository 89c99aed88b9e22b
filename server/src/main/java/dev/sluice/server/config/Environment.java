package dev.sluice.server.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The variables as they were given. A variable set to nothing counts as not set. */
public final class Environment {

  private final Map<String, String> variables;
  private final List<String> notices;

  private Environment(Map<String, String> variables, List<String> notices) {
    this.variables = variables;
    this.notices = notices;
  }

  /** Exactly these. */
  public static Environment of(Map<String, String> variables) {
    return new Environment(Map.copyOf(variables), List.of());
  }

  /**
   * The process's variables and, for what they leave unset, those of a {@code .env} file.
   *
   * @param dotenv need not exist
   * @throws ConfigException when the file cannot be understood
   */
  public static Environment load(Map<String, String> process, Path dotenv) {
    DotEnv file = DotEnv.read(dotenv);
    Map<String, String> variables = new HashMap<>(file.variables());
    process.forEach(
        (name, value) -> {
          if (!value.isBlank()) {
            variables.put(name, value);
          }
        });
    return new Environment(Map.copyOf(variables), file.notices());
  }

  /** What the file says and hardly means; sentences without values. */
  List<String> notices() {
    return notices;
  }

  /** The variable's text without surrounding blanks, if there is any. */
  public Optional<String> text(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(t -> !t.isEmpty());
  }

  /**
   * The variable's value, or its default.
   *
   * @throws ConfigException when the text is not allowed
   */
  <T> T value(Variable<T> variable) {
    return variable.parse(text(variable.name()).orElse(variable.defaultText()));
  }

  /** Of all that are set, whoever they belong to. */
  Set<String> names() {
    return variables.keySet().stream()
        .filter(name -> text(name).isPresent())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** True when the variable is set. */
  boolean has(Variable<?> variable) {
    return text(variable.name()).isPresent();
  }
}
