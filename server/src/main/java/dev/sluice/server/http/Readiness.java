package dev.sluice.server.http;

import dev.sluice.server.http.OperationsRoutes.ReadinessCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether traffic may come, and what is wrong when it may not.
 *
 * @param ready when every check is well
 * @param results one of each check, for JSON: its name, whether it is well, and the reason if not
 */
public record Readiness(boolean ready, List<Map<String, Object>> results) {

  public Readiness {
    results = List.copyOf(results);
  }

  /** Asks all of them. */
  public static Readiness of(List<ReadinessCheck> checks) {
    List<Map<String, Object>> results = new ArrayList<>();
    boolean ready = true;
    for (ReadinessCheck check : checks) {
      Optional<String> problem = check.problem();
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("name", check.name());
      result.put("ok", problem.isEmpty());
      problem.ifPresent(text -> result.put("reason", text));
      results.add(result);
      ready &= problem.isEmpty();
    }
    return new Readiness(ready, results);
  }
}
