package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the JSON Schema (2020-12) of the messages from the records: their components, the names in
 * {@link JsonSubTypes}, the enums' wire names, and the limits of {@link Bounds} that a table here
 * gives to components. Unknown properties are allowed, as the codec ignores them.
 */
final class SchemaGenerator {

  /** Client components that may be left out although they are not {@link Optional}. */
  private static final List<String> OPTIONAL_CLIENT_COMPONENTS =
      List.of(
          "id",
          "Join.metadata",
          "Join.tracks",
          "Offer.tracks",
          "Send.to",
          "Ping.time",
          "TrackIntent.source",
          "TrackIntent.label",
          "TrackIntent.muted",
          "Mute.muted",
          "LayerHint.maxWidth",
          "LayerHint.maxHeight");

  private static final List<String> OPTIONAL_SERVER_COMPONENTS =
      List.of("inReplyTo", "since", "Pong.time", "retryAfterMs");

  /** Length limits: name, least, most. */
  private static final Map<String, int[]> CLIENT_LENGTHS =
      Map.ofEntries(
          Map.entry("token", new int[] {0, Bounds.TOKEN_CHARS}),
          Map.entry("resume", new int[] {1, Bounds.TOKEN_CHARS}),
          Map.entry("traceparent", new int[] {1, Bounds.TRACEPARENT_CHARS}),
          Map.entry("identity", new int[] {1, Bounds.IDENTITY_CHARS}),
          Map.entry("name", new int[] {0, Bounds.NAME_CHARS}),
          Map.entry("offer", new int[] {1, Bounds.SDP_CHARS}),
          Map.entry("sdp", new int[] {1, Bounds.SDP_CHARS}),
          Map.entry("mid", new int[] {1, Bounds.MID_CHARS}),
          Map.entry("label", new int[] {0, Bounds.LABEL_CHARS}),
          Map.entry("track", new int[] {1, Bounds.TRACK_ID_CHARS}),
          Map.entry("topic", new int[] {0, Bounds.TOPIC_CHARS}),
          Map.entry("payload", new int[] {0, Bounds.PAYLOAD_CHARS}),
          Map.entry("to", new int[] {1, Bounds.IDENTITY_CHARS}));

  private final JsonNodeFactory json = JsonNodeFactory.instance;
  private final Map<String, ObjectNode> definitions = new TreeMap<>();
  private boolean client;

  /**
   * The whole schema: {@code $defs/ClientMessage} and {@code $defs/ServerMessage} and their parts.
   */
  ObjectNode generate() {
    ObjectNode schema = json.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("$id", "urn:sluice:protocol:v1");
    schema.put("title", "Messages of the WebSocket subprotocol " + ServerMessage.PROTOCOL);
    schema.putArray("anyOf").add(reference("ClientMessage")).add(reference("ServerMessage"));
    client = true;
    messages(ClientMessage.class);
    client = false;
    messages(ServerMessage.class);
    ObjectNode parts = schema.putObject("$defs");
    definitions.forEach(parts::set);
    return schema;
  }

  private void messages(Class<?> sealed) {
    ObjectNode union = json.objectNode();
    ArrayNode alternatives = union.putArray("oneOf");
    for (JsonSubTypes.Type type : sealed.getAnnotation(JsonSubTypes.class).value()) {
      String name = sealed.getSimpleName() + "." + type.value().getSimpleName();
      alternatives.add(reference(name));
      definitions.put(name, object(type.value(), type.name()));
    }
    definitions.put(sealed.getSimpleName(), union);
  }

  private ObjectNode object(Class<?> type, String messageType) {
    ObjectNode object = json.objectNode().put("type", "object");
    ObjectNode properties = object.putObject("properties");
    ArrayNode required = json.arrayNode();
    if (messageType != null) {
      properties.putObject("type").put("const", messageType);
      required.add("type");
    }
    for (RecordComponent component : type.getRecordComponents()) {
      properties.set(component.getName(), component(type, component));
      if (!mayBeAbsent(type, component)) {
        required.add(component.getName());
      }
    }
    if (!required.isEmpty()) {
      object.set("required", required);
    }
    return object;
  }

  private boolean mayBeAbsent(Class<?> owner, RecordComponent component) {
    if (component.getType() == Optional.class) {
      return owner != SlotInfo.class;
    }
    List<String> optional = client ? OPTIONAL_CLIENT_COMPONENTS : OPTIONAL_SERVER_COMPONENTS;
    return optional.contains(component.getName())
        || optional.contains(owner.getSimpleName() + "." + component.getName());
  }

  private ObjectNode component(Class<?> owner, RecordComponent component) {
    String name = component.getName();
    if (owner == ClientMessage.Join.class && name.equals("room")) {
      return json.objectNode().put("type", "string").put("pattern", Bounds.ROOM_PATTERN);
    }
    ObjectNode schema = type(component.getGenericType(), name);
    if (name.equals("track") && component.getType() == Optional.class) {
      schema.putArray("type").add("string").add("null");
    }
    return schema;
  }

  private ObjectNode type(Type type, String name) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return type(arguments[0], name);
      }
      return generic.getRawType() == Map.class ? metadata() : list(arguments[0], name);
    }
    if (type == String.class) {
      return string(name);
    }
    if (type == boolean.class) {
      return json.objectNode().put("type", "boolean");
    }
    if (type == double.class) {
      return json.objectNode().put("type", "number");
    }
    if (type == long.class) {
      long least = name.equals("time") ? 0 : 1;
      return integer().put("minimum", least).put("maximum", Bounds.MAX_ID);
    }
    if (type == int.class) {
      return client ? integer().put("minimum", 0).put("maximum", Bounds.MAX_PIXELS) : integer();
    }
    Class<?> named = (Class<?>) type;
    String definition = named.getSimpleName();
    if (!definitions.containsKey(definition)) {
      definitions.put(definition, named.isEnum() ? constants(named) : object(named, null));
    }
    return reference(definition);
  }

  private ObjectNode string(String name) {
    ObjectNode schema = json.objectNode().put("type", "string");
    int[] lengths = client ? CLIENT_LENGTHS.get(name) : null;
    if (lengths != null) {
      if (lengths[0] > 0) {
        schema.put("minLength", lengths[0]);
      }
      schema.put("maxLength", lengths[1]);
    }
    return schema;
  }

  private ObjectNode list(Type items, String name) {
    ObjectNode schema = json.objectNode().put("type", "array");
    schema.set("items", type(items, name));
    if (client) {
      schema.put("maxItems", name.equals("to") ? Bounds.RECIPIENTS : Bounds.TRACKS);
    }
    return schema;
  }

  private ObjectNode metadata() {
    ObjectNode schema = json.objectNode().put("type", "object");
    ObjectNode values = schema.putObject("additionalProperties").put("type", "string");
    if (client) {
      values.put("maxLength", Bounds.METADATA_VALUE_CHARS);
      schema.put("maxProperties", Bounds.METADATA_ENTRIES);
      schema
          .putObject("propertyNames")
          .put("minLength", 1)
          .put("maxLength", Bounds.METADATA_KEY_CHARS);
    }
    return schema;
  }

  private ObjectNode integer() {
    return json.objectNode().put("type", "integer");
  }

  private ObjectNode constants(Class<?> type) {
    ObjectNode schema = json.objectNode();
    ArrayNode names = schema.putArray("enum");
    for (Object constant : type.getEnumConstants()) {
      names.add(wireName(constant));
    }
    return schema;
  }

  private static String wireName(Object constant) {
    for (var method : constant.getClass().getMethods()) {
      if (method.isAnnotationPresent(JsonValue.class)) {
        try {
          return (String) method.invoke(constant);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    throw new IllegalStateException(constant.getClass() + " has no wire names");
  }

  private ObjectNode reference(String definition) {
    return json.objectNode().put("$ref", "#/$defs/" + definition);
  }
}
