package dev.sluice.server.deploy;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every object has only fields that its kind has, of their types. */
class TypedManifestsTest {

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.ofEntries(
          entry("v1 ConfigMap", ConfigMap.class),
          entry("v1 Service", Service.class),
          entry("v1 ServiceAccount", ServiceAccount.class),
          entry("apps/v1 Deployment", Deployment.class),
          entry("apps/v1 StatefulSet", StatefulSet.class),
          entry("autoscaling/v2 HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          entry("gateway.networking.k8s.io/v1 HTTPRoute", HTTPRoute.class),
          entry("monitoring.coreos.com/v1 PrometheusRule", PrometheusRule.class),
          entry("monitoring.coreos.com/v1 ServiceMonitor", ServiceMonitor.class),
          entry("networking.k8s.io/v1 Ingress", Ingress.class),
          entry("networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class),
          entry("policy/v1 PodDisruptionBudget", PodDisruptionBudget.class));

  private static final ObjectMapper STRICT =
      JsonMapper.builder().annotationIntrospector(new NothingUnknown()).build();

  /** The classes are generous: they keep what they do not know. */
  private static final class NothingUnknown extends JacksonAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }

    @Override
    public JsonIgnoreProperties.Value findPropertyIgnoralByName(
        MapperConfig<?> config, Annotated annotated) {
      return JsonIgnoreProperties.Value.empty();
    }
  }

  private static HasMetadata typed(JsonNode json) throws Exception {
    String kind = json.get("apiVersion").asText() + " " + json.get("kind").asText();
    Class<? extends HasMetadata> type = KINDS.get(kind);
    assertNotNull(type, kind);
    return STRICT.treeToValue(json, type);
  }

  @Test
  void everyFieldIsOneOfItsKind() throws Exception {
    for (Map.Entry<String, List<Manifest>> variant : Manifest.variants().entrySet()) {
      for (Manifest manifest : variant.getValue()) {
        try {
          assertEquals(manifest.name(), typed(manifest.json()).getMetadata().getName());
        } catch (JsonProcessingException e) {
          throw new AssertionError(variant.getKey() + " " + manifest + ": " + e.getMessage(), e);
        }
      }
    }
  }

  @Test
  void aMisspeltFieldDeepInsideIsNoticed() {
    JsonNode wrong =
        Manifest.of(Manifest.variants().get("single"), "StatefulSet").get(0).json().deepCopy();
    ((ObjectNode) wrong.at("/spec/template/spec/containers/0/readinessProbe"))
        .put("periodSecond", 3);
    assertThrows(UnrecognizedPropertyException.class, () -> typed(wrong));
  }
}
