package dev.sluice.server.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.http.OperationsRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The objects of each variant fit each other, the image and the server. */
class ManifestsTest {

  /** What the server may take after its drain and its uploads: goodbyes, files, HTTP. */
  private static final int AFTER_DRAIN_SECONDS = 30;

  static Stream<String> variants() {
    return Manifest.variants().keySet().stream();
  }

  private static List<Manifest> manifests(String variant) {
    return Manifest.variants().get(variant);
  }

  private static Manifest servers(String variant) {
    return Manifest.of(manifests(variant), "StatefulSet").get(0);
  }

  private static Stream<Manifest> workloads(String variant) {
    return manifests(variant).stream().filter(each -> !each.containers().isEmpty());
  }

  @Test
  void eachSetOfValuesIsRenderedAndEachRenderingHasValues() throws IOException {
    Set<String> values;
    try (Stream<Path> files = Files.list(Manifest.DIRECTORY.resolve("chart/sluice/ci"))) {
      values =
          files
              .map(file -> file.getFileName().toString().replace("-values.yaml", ""))
              .collect(Collectors.toSet());
    }
    assertEquals(values, Manifest.variants().keySet());
    assertTrue(values.size() > 3);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void noTwoObjectsHaveOneName(String variant) {
    Set<String> seen = new HashSet<>();
    manifests(variant).forEach(each -> assertTrue(seen.add(each.toString()), each.toString()));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theServerHasTimeForItsDrain(String variant) {
    Manifest config = named(variant, "ConfigMap", "sluice");
    int drain =
        config.json().at("/data/DRAIN_SECONDS").asInt()
            + config.json().at("/data/DRAIN_UPLOAD_SECONDS").asInt();
    assertTrue(drain > 0);
    JsonNode pod = servers(variant).template().get("spec");
    int before = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asInt();
    assertTrue(before > 0, "endpoints need a moment to forget the pod");
    int grace = pod.get("terminationGracePeriodSeconds").asInt();
    assertTrue(grace > before + drain + AFTER_DRAIN_SECONDS, "grace period " + grace);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void probesAskForRoutesThatThereAre(String variant) {
    Set<String> routes =
        OperationsRoutes.of(List.of(), request -> null).stream()
            .map(route -> "/" + String.join("/", route.pattern().segments()))
            .collect(Collectors.toSet());
    JsonNode server = servers(variant).containers().get(0);
    assertEquals("/healthz", server.at("/startupProbe/httpGet/path").asText());
    assertEquals("/healthz", server.at("/livenessProbe/httpGet/path").asText());
    assertEquals("/readyz", server.at("/readinessProbe/httpGet/path").asText());
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertTrue(routes.contains(server.get(probe).at("/httpGet/path").asText()));
      boolean tls = named(variant, "ConfigMap", "sluice").json().get("data").has("TLS_CERT_FILE");
      assertEquals(tls ? "HTTPS" : "HTTP", server.get(probe).at("/httpGet/scheme").asText());
    }
    for (Manifest monitor : Manifest.of(manifests(variant), "ServiceMonitor")) {
      monitor
          .list("/spec/endpoints")
          .forEach(each -> assertTrue(routes.contains(each.get("path").asText())));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void podsAreConfined(String variant) throws IOException {
    String user = imagesUser();
    workloads(variant)
        .forEach(
            workload -> {
              JsonNode pod = workload.template().get("spec");
              assertEquals("false", pod.get("automountServiceAccountToken").asText());
              JsonNode security = pod.get("securityContext");
              assertEquals("true", security.get("runAsNonRoot").asText());
              assertEquals("RuntimeDefault", security.at("/seccompProfile/type").asText());
              assertEquals(user, security.get("runAsUser").asText());
              assertEquals(user, security.get("fsGroup").asText(), "volumes are written to");
              for (JsonNode container : workload.containers()) {
                JsonNode own = container.get("securityContext");
                assertEquals("false", own.get("allowPrivilegeEscalation").asText());
                assertEquals("true", own.get("readOnlyRootFilesystem").asText());
                assertEquals(List.of("ALL"), Manifest.texts(own.at("/capabilities/drop")));
                assertTrue(container.at("/resources/requests").has("memory"));
                assertTrue(container.at("/resources/limits").has("memory"));
                assertFalse(container.at("/resources/limits").has("cpu"), "it would be stopped");
              }
            });
  }

  /** The Dockerfile's. */
  private static String imagesUser() throws IOException {
    String dockerfile = Files.readString(Path.of("..", "Dockerfile"));
    Matcher uid = Pattern.compile("--uid (\\d+)|\\bUSER (\\d+)").matcher(dockerfile);
    assertTrue(uid.find(), "no user in the Dockerfile");
    return uid.group(1) != null ? uid.group(1) : uid.group(2);
  }

  @ParameterizedTest
  @MethodSource("variants")
  void whatIsReferredToIsThere(String variant) {
    workloads(variant)
        .forEach(
            workload -> {
              JsonNode pod = workload.template().get("spec");
              Set<String> volumes = new HashSet<>(Manifest.texts(pod.path("volumes"), "name"));
              volumes.addAll(
                  Manifest.texts(
                      workload.json().at("/spec/volumeClaimTemplates"), "metadata", "name"));
              Set<String> mounted = new HashSet<>();
              for (JsonNode container : workload.containers()) {
                mounted.addAll(Manifest.texts(container.path("volumeMounts"), "name"));
              }
              assertEquals(volumes, mounted);
              List<String> maps = new ArrayList<>();
              maps.addAll(Manifest.texts(pod.path("volumes"), "configMap", "name"));
              maps.addAll(Manifest.texts(pod.at("/containers/0/envFrom"), "configMapRef", "name"));
              maps.forEach(each -> named(variant, "ConfigMap", each));
              named(variant, "ServiceAccount", pod.get("serviceAccountName").asText());
            });
    Manifest servers = servers(variant);
    named(variant, "Service", servers.json().at("/spec/serviceName").asText());
    for (Manifest scaler : Manifest.of(manifests(variant), "HorizontalPodAutoscaler")) {
      assertEquals(servers.name(), scaler.json().at("/spec/scaleTargetRef/name").asText());
      assertEquals(servers.kind(), scaler.json().at("/spec/scaleTargetRef/kind").asText());
      assertFalse(servers.json().get("spec").has("replicas"), "each would undo the other's");
    }
    for (Manifest ingress : Manifest.of(manifests(variant), "Ingress")) {
      for (JsonNode rule : ingress.list("/spec/rules")) {
        JsonNode backend = rule.at("/http/paths/0/backend/service");
        Manifest service = named(variant, "Service", backend.get("name").asText());
        assertTrue(
            Manifest.texts(service.json().at("/spec/ports"), "name")
                .contains(backend.at("/port/name").asText()));
      }
    }
    for (Manifest route : Manifest.of(manifests(variant), "HTTPRoute")) {
      JsonNode backend = route.json().at("/spec/rules/0/backendRefs/0");
      Manifest service = named(variant, "Service", backend.get("name").asText());
      assertEquals(service.json().at("/spec/ports/0/port"), backend.get("port"));
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void selectorsFindThePodsAndTheirPorts(String variant) {
    for (Manifest service : Manifest.of(manifests(variant), "Service")) {
      Manifest workload =
          selected(variant, Manifest.pairs(service.json().at("/spec/selector")), service);
      Map<String, String> protocols = ports(workload);
      for (JsonNode port : service.list("/spec/ports")) {
        String target = port.get("targetPort").asText();
        assertEquals(protocols.get(target), port.get("protocol").asText(), service + " " + target);
      }
    }
    for (Manifest budget : Manifest.of(manifests(variant), "PodDisruptionBudget")) {
      selected(variant, Manifest.pairs(budget.json().at("/spec/selector/matchLabels")), budget);
    }
    for (Manifest policy : Manifest.of(manifests(variant), "NetworkPolicy")) {
      Manifest workload =
          selected(
              variant, Manifest.pairs(policy.json().at("/spec/podSelector/matchLabels")), policy);
      Map<String, String> open = new HashMap<>();
      for (JsonNode rule : policy.list("/spec/ingress")) {
        rule.get("ports")
            .forEach(port -> open.put(port.get("port").asText(), port.get("protocol").asText()));
      }
      assertEquals(ports(workload), open);
      assertFalse(workload.template().at("/spec/hostNetwork").asBoolean(), "no policy holds there");
    }
    for (Manifest monitor : Manifest.of(manifests(variant), "ServiceMonitor")) {
      Map<String, String> wanted = Manifest.pairs(monitor.json().at("/spec/selector/matchLabels"));
      List<Manifest> found =
          Manifest.of(manifests(variant), "Service").stream()
              .filter(service -> service.labels().entrySet().containsAll(wanted.entrySet()))
              .toList();
      assertEquals(1, found.size(), "each server is scraped once: " + found);
      assertEquals("None", found.get(0).json().at("/spec/clusterIP").asText());
    }
  }

  /** One rule for two configurations of nginx; the document has it for ingress-nginx, too. */
  @Test
  void theRouterFindsRoomsWhereTheOtherProxiesDo() throws IOException {
    Pattern map = Pattern.compile("map \\$uri \\$sluice_room \\{[^}]*}");
    List<String> found = new ArrayList<>();
    for (Path file :
        List.of(
            Path.of("..", "deploy", "nginx", "sluice-nodes.conf"),
            Manifest.DIRECTORY.resolve("plain/host-network/sluice.yaml"),
            Path.of("docs", "kubernetes.md"))) {
      Matcher matcher = map.matcher(Files.readString(file));
      assertTrue(matcher.find(), file.toString());
      found.add(matcher.group().replaceAll("\\s+", " "));
    }
    assertEquals(1, Set.copyOf(found).size(), found.toString());
  }

  /** By name, their protocols. */
  private static Map<String, String> ports(Manifest workload) {
    Map<String, String> ports = new HashMap<>();
    for (JsonNode port : workload.containers().get(0).get("ports")) {
      ports.put(port.get("name").asText(), port.get("protocol").asText());
    }
    return ports;
  }

  /** The one workload whose pods have these labels. */
  private static Manifest selected(String variant, Map<String, String> labels, Manifest by) {
    Map<String, String> wanted = new HashMap<>(labels);
    String pod = wanted.remove("statefulset.kubernetes.io/pod-name");
    List<Manifest> found =
        workloads(variant)
            .filter(
                each ->
                    Manifest.pairs(each.template().at("/metadata/labels"))
                        .entrySet()
                        .containsAll(wanted.entrySet()))
            .toList();
    assertEquals(1, found.size(), by + " selects " + found);
    assertTrue(pod == null || pod.matches(found.get(0).name() + "-\\d+"), pod);
    return found.get(0);
  }

  private static Manifest named(String variant, String kind, String name) {
    return Manifest.of(manifests(variant), kind).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s %s in %s".formatted(kind, name, variant)));
  }
}
