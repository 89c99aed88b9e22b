package dev.sluice.server.signaling.whep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.http.Request;
import dev.sluice.server.signaling.wish.MediaType;
import dev.sluice.server.signaling.wish.WishRefusal;
import java.io.IOException;
import java.util.Map;

/** The little JSON that players and we exchange. */
final class Json {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int MOST_BYTES = 4096;

  private Json() {}

  /**
   * The body of a request.
   *
   * @throws WishRefusal 415, 413 or 400 when it is no JSON, or too much
   */
  static JsonNode read(Request request) throws WishRefusal {
    MediaType.require(request, "application/json");
    if (request.body().length > MOST_BYTES) {
      throw WishRefusal.of(413, "the body may have " + MOST_BYTES + " bytes");
    }
    try {
      return MAPPER.readTree(request.body());
    } catch (IOException e) {
      throw WishRefusal.of(400, "the body is not JSON");
    }
  }

  static String url(String url) {
    return write(Map.of("url", url));
  }

  /** Maps, lists, strings and numbers, in one line. */
  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
