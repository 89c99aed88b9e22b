package dev.sluice.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;

/**
 * Messages to JSON text and back. Properties it does not know are ignored, so that either side may
 * add some; everything else is strict: one object, no duplicate keys, no numbers in quotes, bounded
 * depth and lengths. Immutable and safe for any thread.
 */
public final class MessageCodec {

  /** No text longer than this is looked at, in UTF-16 units. */
  public static final int MAX_TEXT_CHARS = 2 << 20;

  private static final int MAX_DEPTH = 16;
  private static final int MAX_NAME_CHARS = 256;
  private static final int MAX_NUMBER_CHARS = 32;

  private final JsonMapper mapper;

  public MessageCodec() {
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxDocumentLength(MAX_TEXT_CHARS)
            .maxNestingDepth(MAX_DEPTH)
            .maxNameLength(MAX_NAME_CHARS)
            .maxNumberLength(MAX_NUMBER_CHARS)
            .maxStringLength(Bounds.SDP_CHARS + 1)
            .build();
    mapper =
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
            .addModule(new Jdk8Module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                LogicalType.Textual,
                config ->
                    config
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
            .build();
  }

  /**
   * Reads what a client sent.
   *
   * @throws ProtocolException with the code and the request id to answer with
   */
  public ClientMessage parse(String text) throws ProtocolException {
    return parse(text, ClientMessage.class);
  }

  /**
   * Reads what a server sent: for clients in Java and tests.
   *
   * @throws ProtocolException if the text is not a message of this protocol
   */
  public ServerMessage parseServerMessage(String text) throws ProtocolException {
    return parse(text, ServerMessage.class);
  }

  /** The message as JSON text. */
  public String write(ServerMessage message) {
    return text(message);
  }

  /** The message as JSON text: for clients in Java and tests. */
  public String write(ClientMessage message) {
    return text(message);
  }

  private String text(Object message) {
    try {
      return mapper.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      // records of strings and numbers always have a text
      throw new UncheckedIOException(e);
    }
  }

  private <T> T parse(String text, Class<T> messages) throws ProtocolException {
    if (text.length() > MAX_TEXT_CHARS) {
      throw new ProtocolException(ErrorCode.TOO_LARGE, "the message is too long", 0);
    }
    JsonNode object = readObject(text);
    long requestId = requestId(object);
    if (!object.path("type").isTextual()) {
      throw new ProtocolException(ErrorCode.UNKNOWN_TYPE, "type is missing", requestId);
    }
    try {
      return mapper.treeToValue(object, messages);
    } catch (InvalidTypeIdException e) {
      throw new ProtocolException(ErrorCode.UNKNOWN_TYPE, "unknown type", requestId);
    } catch (JsonProcessingException e) {
      throw refusal(e, requestId);
    }
  }

  private JsonNode readObject(String text) throws ProtocolException {
    try {
      JsonNode node = mapper.readTree(text);
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      // the parser's own words would quote the text, which may hold a token
      throw new ProtocolException(ErrorCode.MALFORMED_JSON, "the message is not valid JSON", 0);
    }
    throw new ProtocolException(ErrorCode.MALFORMED_JSON, "the message is not a JSON object", 0);
  }

  private static long requestId(JsonNode object) throws ProtocolException {
    JsonNode id = object.path("id");
    if (id.isMissingNode()) {
      return 0;
    }
    if (!id.isIntegralNumber()
        || !id.canConvertToLong()
        || id.longValue() < 1
        || id.longValue() > Bounds.MAX_ID) {
      throw new ProtocolException(
          ErrorCode.INVALID_MESSAGE, "id must be an integer from 1 to 2^53 - 1", 0);
    }
    return id.longValue();
  }

  private static ProtocolException refusal(JsonProcessingException e, long requestId) {
    if (e.getCause() instanceof Bounds.InvalidRoomName cause) {
      return new ProtocolException(ErrorCode.INVALID_ROOM_NAME, cause.getMessage(), requestId);
    }
    if (e.getCause() instanceof Bounds.TooLarge cause) {
      return new ProtocolException(ErrorCode.TOO_LARGE, cause.getMessage(), requestId);
    }
    if (e.getCause() instanceof IllegalArgumentException cause
        && !(cause instanceof NumberFormatException)) {
      return new ProtocolException(ErrorCode.INVALID_MESSAGE, cause.getMessage(), requestId);
    }
    return new ProtocolException(
        ErrorCode.INVALID_MESSAGE, "invalid value at " + where(e), requestId);
  }

  private static String where(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping)) {
      return "the message";
    }
    String path =
        mapping.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "the message" : path;
  }
}
