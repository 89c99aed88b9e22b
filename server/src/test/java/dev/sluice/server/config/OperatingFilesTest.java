package dev.sluice.server.config;

import static dev.sluice.server.config.DeploymentFilesTest.DEPLOY;
import static dev.sluice.server.config.DeploymentFilesTest.at;
import static dev.sluice.server.config.DeploymentFilesTest.documents;
import static dev.sluice.server.config.DeploymentFilesTest.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.server.media.MediaOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that operators run the server with agree with each other and with the server. */
class OperatingFilesTest {

  private static final Path ROOT = DEPLOY.resolveSibling(".");
  private static final Path COMPOSE = DEPLOY.resolve("compose");
  private static final Path PRODUCTION = COMPOSE.resolve("production.yaml");
  private static final Path SYSTEMD = DEPLOY.resolve("systemd");

  /** In compose's {@code .env}, but no variables of the server. */
  private static final Set<String> OF_COMPOSE = Set.of("GRAFANA_PASSWORD", "SLUICE_MEMORY");

  /** Goodbyes, ends of recordings, and some patience. */
  private static final long AFTER_DRAIN_SECONDS = 30;

  static List<Path> composeFiles() {
    return DeploymentFilesTest.compose();
  }

  @Test
  void theExampleOfComposesVariablesHasAllThatProductionAsksForAndNothingElse() throws IOException {
    Set<String> offered = new TreeSet<>(example(COMPOSE.resolve(".env.example")).keySet());
    Set<String> asked =
        DeploymentFilesTest.INTERPOLATED
            .matcher(Files.readString(PRODUCTION))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(asked, offered);
    offered.removeAll(OF_COMPOSE);
    assertEquals(Set.of(), unknown(offered));
  }

  @Test
  void theExampleOfTheServicesVariablesIsAWholeConfigurationOnceItsSecretsAreMade(
      @TempDir Path machine) throws IOException {
    Map<String, String> example = example(SYSTEMD.resolve("sluice.env.example"));
    assertEquals(Set.of(), unknown(example.keySet()));
    for (Map.Entry<String, String> variable : example.entrySet()) {
      String value = variable.getValue();
      if (value.startsWith("/var/")) {
        Path file = machine.resolve(value.substring(1));
        Files.createDirectories(file.getParent());
        variable.setValue(file.toString());
      }
    }
    assertThrows(ConfigException.class, () -> ServerConfig.from(Environment.of(example)));
    example.replaceAll(
        (name, value) -> value.equals("change-me") ? name + "-6b1f0c52d7e94a38b5c2e1f7" : value);
    assertNotNull(ServerConfig.from(Environment.of(example)));
  }

  @ParameterizedTest
  @MethodSource("composeFiles")
  void composeWaitsForTheEndOfTheDrainAndRunsNobodyWithPrivileges(Path file) {
    Map<String, Object> sluice = map(at(documents(file).get(0), "services.sluice"));
    assertGrace((String) sluice.get("stop_grace_period"), map(sluice.get("environment")));
    for (Map.Entry<String, Object> entry : map(at(documents(file).get(0), "services")).entrySet()) {
      Map<String, Object> service = map(entry.getValue());
      assertEquals(List.of("ALL"), service.get("cap_drop"), entry.getKey());
      assertEquals(true, service.get("read_only"), entry.getKey());
      assertEquals(List.of("no-new-privileges:true"), service.get("security_opt"), entry.getKey());
      String image = (String) service.get("image");
      assertTrue(entry.getKey().equals("sluice") || image.matches(".+:[\\w.-]*\\d[\\w.-]*"), image);
    }
    assertTrue(sluice.get("tmpfs").toString().contains("/tmp"), "Java wants one");
  }

  @Test
  void systemdWaitsForTheEndOfTheDrain() throws IOException {
    String unit = Files.readString(SYSTEMD.resolve("sluice.service"));
    assertGrace(
        found(unit, "TimeoutStopSec=(\\d+)").group(1) + "s",
        Map.copyOf(example(SYSTEMD.resolve("sluice.env.example"))));
  }

  @Test
  void theUnitHasTheDirectoriesThatItsVariablesName() throws IOException {
    String unit = Files.readString(SYSTEMD.resolve("sluice.service"));
    String state = "/var/lib/" + found(unit, "StateDirectory=(\\w+)").group(1) + "/";
    String logs = "/var/log/" + found(unit, "LogsDirectory=(\\w+)").group(1) + "/";
    Map<String, String> example = example(SYSTEMD.resolve("sluice.env.example"));
    assertTrue(example.get("RECORD_DIR").startsWith(state));
    assertTrue(example.get("DENY_LIST_FILE").startsWith(state));
    assertTrue(example.get("AUDIT_LOG").startsWith(logs));
    String user = found(unit, "\nUser=(\\w+)").group(1);
    assertTrue(
        Files.readString(SYSTEMD.resolve("sysusers.d/sluice.conf")).contains("\nu " + user + " "));
    assertTrue(
        Files.readString(SYSTEMD.resolve("tmpfiles.d/sluice.conf"))
            .contains(found(unit, "EnvironmentFile=(\\S+)").group(1)));
  }

  @Test
  void theKernelIsToldToGrantWhatMediaSocketsAskFor() throws IOException {
    String settings = Files.readString(SYSTEMD.resolve("sysctl.d/60-sluice.conf"));
    for (String name : List.of("net.core.rmem_max", "net.core.wmem_max")) {
      int granted = Integer.parseInt(found(settings, "\n" + name + " = (\\d+)").group(1));
      assertTrue(granted >= MediaOptions.defaults().socketBufferBytes(), name);
    }
  }

  @Test
  void theImageRunsAsNobodyAndKeepsRecordingsInItsVolume() throws IOException {
    String dockerfile = Files.readString(ROOT.resolve("Dockerfile"));
    String run = dockerfile.substring(dockerfile.lastIndexOf("\nFROM "));
    String volume = found(run, "\nVOLUME (\\S+)").group(1);
    assertEquals("10001:10001", found(run, "\nUSER (\\S+)").group(1));
    assertEquals(volume, found(run, "\nWORKDIR (\\S+)").group(1));
    assertTrue(found(run, " RECORD_DIR=(\\S+)").group(1).startsWith(volume + "/"));
    assertTrue(run.contains("\nSTOPSIGNAL SIGTERM\n"));
    assertTrue(run.contains("CMD [\"sluice\", \"healthcheck\"]"));
    ServerConfig defaults = ServerConfig.from(Environment.of(Map.of()));
    String ports = found(run, "\nEXPOSE (.+)").group(1);
    assertTrue(ports.contains(defaults.http().bind().getPort() + "/tcp"), ports);
    assertTrue(ports.contains(defaults.media().tcp().port().orElseThrow() + "/tcp"), ports);
    assertTrue(ports.contains(defaults.media().udpPort() + "-"), ports);
    for (Path file : composeFiles()) {
      Map<String, Object> sluice = map(at(documents(file).get(0), "services.sluice"));
      assertTrue(sluice.get("volumes").toString().contains("records:" + volume), file.toString());
    }
  }

  @Test
  void grafanaFindsDashboardsPrometheusAndTracesWhereProductionHasThem() {
    Map<String, Object> services = map(at(documents(PRODUCTION).get(0), "services"));
    Map<String, Object> provider =
        map(
            list(documents(DEPLOY.resolve("grafana/provisioning/dashboards/sluice.yaml"))
                    .get(0)
                    .get("providers"))
                .get(0));
    String mounts = at(services, "grafana.volumes").toString();
    assertTrue(mounts.contains("../grafana:" + at(provider, "options.path") + ":ro"), mounts);
    String listening = at(services, "prometheus.command") + "" + at(services, "jaeger.ports");
    for (Object source :
        list(
            documents(DEPLOY.resolve("grafana/provisioning/datasources/sluice.yaml"))
                .get(0)
                .get("datasources"))) {
      URI url = URI.create((String) map(source).get("url"));
      assertTrue(listening.contains(url.getHost() + ":" + url.getPort()), url.toString());
    }
  }

  @Test
  void theCollectorListensWhereTheServerSendsAndPassesOnWhatItHas() {
    Map<String, Object> collector = documents(DEPLOY.resolve("otel/collector.yaml")).get(0);
    Map<String, Object> services = map(at(documents(PRODUCTION).get(0), "services"));
    URI endpoint =
        URI.create((String) at(services, "sluice.environment.OTEL_EXPORTER_OTLP_ENDPOINT"));
    assertTrue(
        at(collector, "receivers.otlp.protocols.grpc.endpoint")
            .toString()
            .endsWith(":" + endpoint.getPort()));
    assertTrue(
        at(services, "collector.ports")
            .toString()
            .contains("127.0.0.1:%1$d:%1$d".formatted(endpoint.getPort())));
    assertTrue(at(collector, "exporters").toString().contains("${env:TRACES_ENDPOINT}"));
    assertNotNull(at(services, "collector.environment.TRACES_ENDPOINT"));
    assertEquals(
        Set.of("traces", "metrics", "logs"), map(at(collector, "service.pipelines")).keySet());
    for (Object pipeline : map(at(collector, "service.pipelines")).values()) {
      assertEquals(List.of("memory_limiter", "batch"), map(pipeline).get("processors"));
    }
  }

  private static void assertGrace(String grace, Map<String, Object> environment) {
    Object drain =
        environment.getOrDefault("DRAIN_SECONDS", DrainVariables.DRAIN_SECONDS.defaultText());
    long seconds = Long.parseLong(found(grace, "^(\\d+)s$").group(1));
    assertTrue(
        seconds > Long.parseLong(drain.toString()) + AFTER_DRAIN_SECONDS, grace + " for " + drain);
  }

  /** The variables of an example, those in comments too. */
  private static Map<String, String> example(Path file) throws IOException {
    List<String> lines =
        Files.readAllLines(file).stream()
            .map(line -> line.replaceFirst("^#(?=[A-Z_]+=)", ""))
            .toList();
    return new HashMap<>(DotEnv.parse(file.toString(), lines).variables());
  }

  private static Set<String> unknown(Set<String> names) {
    Set<String> unknown = new TreeSet<>(names);
    Variables.all().forEach(variable -> unknown.remove(variable.name()));
    assertFalse(names.isEmpty());
    return unknown;
  }

  private static MatchResult found(String text, String pattern) {
    var matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern);
    return matcher.toMatchResult();
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }
}
