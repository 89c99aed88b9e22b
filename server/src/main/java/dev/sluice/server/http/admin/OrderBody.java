package dev.sluice.server.http.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.server.http.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The JSON object in an order. Immutable. */
final class OrderBody {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_BYTES = 4096;
  private static final int MOST_CHARS = 256;

  private final JsonNode json;

  private OrderBody(JsonNode json) {
    this.json = json;
  }

  /**
   * Reads it; no body at all is an empty object.
   *
   * @throws InvalidOrder when it is too long or no object
   */
  static OrderBody of(Request request) throws InvalidOrder {
    if (request.body().length == 0) {
      return new OrderBody(JSON.createObjectNode());
    }
    JsonNode read = null;
    try {
      read = request.body().length > MOST_BYTES ? null : JSON.readTree(request.body());
    } catch (IOException e) {
      // it is told below
    }
    if (read == null || !read.isObject()) {
      throw new InvalidOrder("the body must be a JSON object of at most " + MOST_BYTES + " bytes");
    }
    return new OrderBody(read);
  }

  /** A short text, if it is there. */
  Optional<String> text(String name) throws InvalidOrder {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().length() > MOST_CHARS) {
      throw new InvalidOrder(name + " must be a text of at most " + MOST_CHARS + " characters");
    }
    return Optional.of(value.textValue());
  }

  /** Whole seconds, if they are there. */
  Optional<Duration> seconds(String name, Duration most) throws InvalidOrder {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    boolean possible = value.isIntegralNumber() && value.canConvertToLong();
    if (!possible || value.longValue() < 1 || value.longValue() > most.toSeconds()) {
      throw new InvalidOrder(name + " must be a whole number from 1 to " + most.toSeconds());
    }
    return Optional.of(Duration.ofSeconds(value.longValue()));
  }
}
