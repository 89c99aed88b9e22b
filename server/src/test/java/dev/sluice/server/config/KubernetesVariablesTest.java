package dev.sluice.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.config.Variable.Secrecy;
import dev.sluice.server.deploy.Manifest;
import dev.sluice.server.media.MediaOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pods in deploy/kubernetes set variables that exist, to values that are allowed. */
class KubernetesVariablesTest {

  /** The chart sets these itself, of other values. */
  private static final Set<String> OF_THE_CHART =
      Set.of(
          "DRAIN_SECONDS",
          "DRAIN_UPLOAD_SECONDS",
          "HTTP_ADDR",
          "HTTP_PUBLIC_PORT",
          "MEDIA_LOOPS",
          "MEDIA_TCP_PORT",
          "MEDIA_TCP_PUBLIC_PORT",
          "MEDIA_TCP_SHARE_HTTP",
          "MEDIA_UDP_PORT",
          "MEDIA_UDP_PUBLIC_PORT",
          "PUBLIC_IP",
          "RECORD_DIR",
          "TLS_CERT_FILE",
          "TLS_KEY_FILE",
          "TRUSTED_PROXIES");

  /** Others than the server's: the JVM's, and what the pod template needs for itself. */
  private static final Set<String> FOREIGN = Set.of("JAVA_OPTS", "POD_NAME");

  /** What an operator's Secret has in the examples. */
  private static final Map<String, String> SECRET =
      Map.of("AUTH_TOKEN", "north", "ADMIN_TOKEN", "south");

  /** Their files exist only there. */
  private static final Set<String> OF_FILES = Set.of("TLS_CERT_FILE", "TLS_KEY_FILE");

  static Stream<String> variants() {
    return Manifest.variants().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void theServerStartsWithThemAndListensOnThePodsPorts(String variant) {
    for (Map<String, String> variables : servers(Manifest.variants().get(variant))) {
      Set<String> known = Variables.all().stream().map(Variable::name).collect(Collectors.toSet());
      Set<String> unknown = new TreeSet<>(variables.keySet());
      unknown.removeAll(known);
      assertEquals(Set.of(), unknown);
      Map<String, String> readable = new HashMap<>(variables);
      readable.keySet().removeAll(OF_FILES);
      ServerConfig config = ServerConfig.from(Environment.of(readable));
      Manifest servers = Manifest.of(Manifest.variants().get(variant), "StatefulSet").get(0);
      Set<String> open = new TreeSet<>();
      for (JsonNode port : servers.containers().get(0).get("ports")) {
        open.add(port.get("protocol").asText() + " " + port.get("containerPort").asText());
      }
      assertEquals(listening(config, variables.containsKey("MEDIA_TCP_SHARE_HTTP")), open);
    }
  }

  /** A server that shares HTTP's port has no other open to the outside. */
  private static Set<String> listening(ServerConfig config, boolean onePort) {
    MediaOptions media = config.media();
    Set<String> ports = new TreeSet<>();
    ports.add("TCP " + config.http().bind().getPort());
    media.tcp().port().ifPresent(port -> ports.add("TCP " + port));
    for (int i = 0; !onePort && i < media.loops(); i++) {
      ports.add("UDP " + (media.udpPort() + i));
    }
    return ports;
  }

  @ParameterizedTest
  @MethodSource("variants")
  void peersAreToldThePortsOfTheNodes(String variant) {
    List<Manifest> manifests = Manifest.variants().get(variant);
    List<Manifest> media =
        Manifest.of(manifests, "Service").stream()
            .filter(service -> service.name().contains("-media-"))
            .toList();
    List<Map<String, String>> servers = servers(manifests);
    for (int i = 0; i < media.size(); i++) {
      Map<String, String> variables = servers.get(i);
      boolean nodePorts = media.get(i).json().at("/spec/type").asText().equals("NodePort");
      List<Integer> udp = new ArrayList<>();
      for (JsonNode port : media.get(i).list("/spec/ports")) {
        int seen = port.get(nodePorts ? "nodePort" : "port").asInt();
        if (port.get("protocol").asText().equals("UDP")) {
          udp.add(seen);
        } else {
          assertEquals(told(variables, "MEDIA_TCP_PUBLIC_PORT", "MEDIA_TCP_PORT"), seen);
        }
      }
      int first = told(variables, "MEDIA_UDP_PUBLIC_PORT", "MEDIA_UDP_PORT");
      int loops = Integer.parseInt(variables.get("MEDIA_LOOPS"));
      assertEquals(Stream.iterate(first, port -> port + 1).limit(loops).toList(), udp);
      JsonNode address = media.get(i).json().at("/spec/loadBalancerIP");
      assertTrue(address.isMissingNode() || address.asText().equals(variables.get("PUBLIC_IP")));
    }
  }

  private static int told(Map<String, String> variables, String outside, String inside) {
    return Integer.parseInt(variables.getOrDefault(outside, variables.get(inside)));
  }

  /** The variables of each server of a variant, as it sees them. */
  private static List<Map<String, String>> servers(List<Manifest> manifests) {
    Map<String, String> shared = new HashMap<>();
    Map<String, String> own = new HashMap<>();
    for (Manifest map : Manifest.of(manifests, "ConfigMap")) {
      if (map.name().equals("sluice")) {
        shared.putAll(Manifest.pairs(map.json().get("data")));
      } else if (map.name().equals("sluice-own")) {
        own.putAll(Manifest.pairs(map.json().get("data")));
      }
    }
    Manifest set = Manifest.of(manifests, "StatefulSet").get(0);
    for (JsonNode variable : set.containers().get(0).get("env")) {
      String name = variable.get("name").asText();
      if (!FOREIGN.contains(name)) {
        // the node's address is not known here
        shared.put(name, variable.path("value").asText("192.0.2.1"));
      }
    }
    if (!Manifest.texts(set.containers().get(0).get("envFrom"), "secretRef").isEmpty()) {
      shared.putAll(SECRET);
      if (shared.containsKey("TURN_URLS")) {
        shared.put("TURN_SECRET", "west");
      }
    }
    if (own.isEmpty()) {
      return List.of(shared);
    }
    return own.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            entry -> {
              List<String> lines = entry.getValue().lines().toList();
              Map<String, String> all =
                  new HashMap<>(DotEnv.parse(entry.getKey(), lines).variables());
              all.putAll(shared);
              return all;
            })
        .toList();
  }

  /** So that a wrong name is refused by {@code helm install} already. */
  @Test
  void theChartTakesEveryVariableAndNoOther() throws IOException {
    JsonNode schema =
        new ObjectMapper()
            .readTree(Manifest.DIRECTORY.resolve("chart/sluice/values.schema.json").toFile());
    Set<String> plain = names(Secrecy.PLAIN);
    assertTrue(plain.containsAll(OF_THE_CHART));
    plain.removeAll(OF_THE_CHART);
    assertSame(plain, schema.at("/properties/config/propertyNames/enum"));
    assertSame(
        names(Secrecy.SECRET),
        schema.at("/properties/secrets/properties/values/propertyNames/enum"));
  }

  private static void assertSame(Set<String> expected, JsonNode names) {
    String message = "values.schema.json wants: \"" + String.join("\", \"", expected) + "\"";
    assertEquals(expected, new TreeSet<>(Manifest.texts(names)), message);
  }

  private static Set<String> names(Secrecy secrecy) {
    return Variables.all().stream()
        .filter(variable -> variable.secrecy() == secrecy)
        .map(Variable::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
