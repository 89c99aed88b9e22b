package dev.sluice.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request; earlier routes win. Immutable. */
final class Router {

  private final List<Route> routes;

  Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * What was found for a path.
   *
   * @param route the one for the method asked for; empty when the path is known but not the method
   * @param pattern of that route, or else of the first at this path
   * @param variables of that route's pattern
   * @param methods all that the path answers, OPTIONS included
   */
  record Match(
      Optional<Route> route,
      Route.Pattern pattern,
      Map<String, String> variables,
      Set<String> methods) {}

  /** Everything known at {@code path}, decoded segments; empty means not found. */
  Optional<Match> find(String method, List<String> path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    Optional<Route> found = Optional.empty();
    Map<String, String> foundVariables = Map.of();
    Optional<Route.Pattern> pattern = Optional.empty();
    List<String> methods = new ArrayList<>();
    for (Route route : routes) {
      Optional<Map<String, String>> variables = route.pattern().match(path);
      if (variables.isEmpty()) {
        continue;
      }
      String answers = route instanceof Route.Exchange exchange ? exchange.method() : "GET";
      methods.add(answers);
      pattern = pattern.or(() -> Optional.of(route.pattern()));
      if (found.isEmpty() && answers.equals(wanted)) {
        found = Optional.of(route);
        pattern = Optional.of(route.pattern());
        foundVariables = variables.get();
      }
    }
    if (pattern.isEmpty()) {
      return Optional.empty();
    }
    Set<String> all = new TreeSet<>(methods);
    all.add("OPTIONS");
    if (all.contains("GET")) {
      all.add("HEAD");
    }
    return Optional.of(new Match(found, pattern.get(), foundVariables, all));
  }
}
