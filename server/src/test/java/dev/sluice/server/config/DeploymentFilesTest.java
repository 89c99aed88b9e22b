package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.media.MediaOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The files in deploy/compose set variables that exist, to values that are allowed, and open their
 * ports. Those of Kubernetes are KubernetesVariablesTest's.
 */
class DeploymentFilesTest {

  static final Path DEPLOY = Path.of("..", "deploy");

  /** {@code ${NAME}}, {@code ${NAME:-default}} and {@code ${NAME:?message}} of compose files. */
  static final Pattern INTERPOLATED = Pattern.compile("\\$\\{(\\w+)(?::-([^}]*)|:\\?[^}]*)?}");

  /** What an operator sets: the example, and a secret of its own for each that it asks for. */
  private static final Map<String, String> CALLER = caller();

  static List<Path> compose() {
    return files("compose");
  }

  @Test
  void filesAreThere() {
    assertFalse(compose().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("compose")
  void containersPublishThePortsThatTheirVariablesName(Path file) {
    Map<String, Object> sluice = map(at(documents(file).get(0), "services.sluice"));
    Map<String, String> variables = new LinkedHashMap<>();
    map(sluice.get("environment"))
        .forEach((name, value) -> variables.put(name, interpolated((String) value)));
    Set<String> expected = expectedPorts(variables);
    if ("host".equals(sluice.get("network_mode"))) {
      assertFalse(sluice.containsKey("ports"), "the host's network publishes everything");
      return;
    }
    Set<String> published = new TreeSet<>();
    for (Object item : (List<?>) sluice.get("ports")) {
      String[] parts = ((String) item).split("[:/]");
      assertEquals(parts[0], parts[1], "another port outside needs MEDIA_UDP_PUBLIC_PORT");
      String[] range = parts[1].split("-");
      for (int port = Integer.parseInt(range[0]);
          port <= Integer.parseInt(range[range.length - 1]);
          port++) {
        published.add((parts[2].equals("udp") ? "UDP " : "TCP ") + port);
      }
    }
    assertEquals(expected, published);
  }

  /** What a server with these variables listens on; fails when it would not start. */
  private static Set<String> expectedPorts(Map<String, String> variables) {
    Set<String> known = Variables.all().stream().map(Variable::name).collect(Collectors.toSet());
    assertTrue(known.containsAll(variables.keySet()), variables.keySet().toString());
    Map<String, String> readable = new HashMap<>(variables);
    // their files and directories exist only there
    readable.keySet().removeAll(Set.of("TLS_CERT_FILE", "TLS_KEY_FILE", "DENY_LIST_FILE"));
    ServerConfig config = ServerConfig.from(Environment.of(readable));
    MediaOptions media = config.media();
    Set<String> ports = new TreeSet<>();
    ports.add("TCP " + config.http().bind().getPort());
    media.tcp().port().ifPresent(port -> ports.add("TCP " + port));
    boolean overUdp = variables.containsKey("MEDIA_UDP_PORT") || media.tcp().port().isPresent();
    for (int i = 0; overUdp && i < media.loops(); i++) {
      ports.add("UDP " + (media.udpPort() + i));
    }
    return ports;
  }

  private static Map<String, String> caller() {
    Map<String, String> variables =
        new HashMap<>(DotEnv.read(DEPLOY.resolve("compose").resolve(".env.example")).variables());
    variables.replaceAll(
        (name, value) -> value.isEmpty() ? name + "-6b1f0c52d7e94a38b5c2e1f7" : value);
    return variables;
  }

  private static String interpolated(String text) {
    return INTERPOLATED
        .matcher(text)
        .replaceAll(
            match ->
                CALLER.getOrDefault(match.group(1), match.group(2) == null ? "" : match.group(2)));
  }

  private static List<Path> files(String directory) {
    try (Stream<Path> files = Files.list(DEPLOY.resolve(directory))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Map<String, Object>> documents(Path file) {
    List<Map<String, Object>> documents = new ArrayList<>();
    try {
      new Yaml(new SafeConstructor(new LoaderOptions()))
          .loadAll(Files.readString(file))
          .forEach(document -> documents.add(map(document)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  static Object at(Object document, String path) {
    Object here = document;
    for (String step : path.split("\\.")) {
      here = map(here).get(step);
    }
    return here;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }
}
