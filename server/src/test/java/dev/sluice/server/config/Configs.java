package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;

/** Configurations made of names and texts in turn. */
final class Configs {

  private Configs() {}

  static ServerConfig config(String... pairs) {
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      variables.put(pairs[i], pairs[i + 1]);
    }
    return ServerConfig.from(Environment.of(variables));
  }

  /** What a server with these variables says instead of starting. */
  static String refusal(String... pairs) {
    return assertThrows(ConfigException.class, () -> config(pairs)).getMessage();
  }
}
