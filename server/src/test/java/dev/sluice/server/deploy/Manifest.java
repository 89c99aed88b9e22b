package dev.sluice.server.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One object of Kubernetes.
 *
 * @param json the whole of it
 */
public record Manifest(JsonNode json) {

  public static final Path DIRECTORY = Path.of("..", "deploy", "kubernetes");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Read once: tests ask often. */
  private static final Map<String, List<Manifest>> VARIANTS = read();

  /** The chart rendered with each of its {@code ci/*-values.yaml}, by the name of these. */
  public static Map<String, List<Manifest>> variants() {
    return VARIANTS;
  }

  private static Map<String, List<Manifest>> read() {
    Map<String, List<Manifest>> variants = new LinkedHashMap<>();
    try (Stream<Path> directories = Files.list(DIRECTORY.resolve("plain"))) {
      directories
          .sorted()
          .forEach(
              each ->
                  variants.put(
                      each.getFileName().toString(),
                      documents(each.resolve("sluice.yaml")).stream().map(Manifest::new).toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableMap(variants);
  }

  /** The documents of a YAML file. */
  public static List<JsonNode> documents(Path file) {
    List<JsonNode> documents = new ArrayList<>();
    try {
      new Yaml(new SafeConstructor(new LoaderOptions()))
          .loadAll(Files.readString(file))
          .forEach(document -> documents.add(JSON.valueToTree(document)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return documents;
  }

  /** Those of one kind. */
  public static List<Manifest> of(List<Manifest> all, String kind) {
    return all.stream().filter(manifest -> manifest.kind().equals(kind)).toList();
  }

  public String kind() {
    return json.get("kind").asText();
  }

  public String name() {
    return json.get("metadata").get("name").asText();
  }

  public Map<String, String> labels() {
    return pairs(json.at("/metadata/labels"));
  }

  /** A pod template, or nothing. */
  public JsonNode template() {
    return json.at("/spec/template");
  }

  /** What is at a path such as {@code /spec/ports}; empty when there is nothing. */
  public List<JsonNode> list(String path) {
    return list(json.at(path));
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  /** The containers of the pod template. */
  public List<JsonNode> containers() {
    return list(template().at("/spec/containers"));
  }

  /** An object whose values are texts. */
  public static Map<String, String> pairs(JsonNode object) {
    Map<String, String> pairs = new LinkedHashMap<>();
    object.properties().forEach(entry -> pairs.put(entry.getKey(), entry.getValue().asText()));
    return pairs;
  }

  /** The texts of an array, or those at the names {@code path} below its elements. */
  public static List<String> texts(JsonNode array, String... path) {
    return list(array).stream()
        .map(each -> Arrays.stream(path).reduce(each, JsonNode::path, (a, b) -> b))
        .filter(each -> !each.isMissingNode())
        .map(JsonNode::asText)
        .toList();
  }

  @Override
  public String toString() {
    return kind() + " " + name();
  }
}
