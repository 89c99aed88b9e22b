package dev.sluice.server.auth.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON object of claims, read strictly: a claim of another type than it should have refuses the
 * whole token. {@code null} counts as absent.
 *
 * @param name of this object, with a dot behind, for reasons; empty for the claims set itself
 */
record Claims(JsonNode json, String name) {

  /** The end of the year 9999. */
  private static final long MAX_EPOCH_SECONDS = 253_402_300_799L;

  private static final int MAX_TEXT_CHARS = 1024;
  private static final int MAX_ITEMS = 64;

  /** The claims set of a token. */
  static Claims of(JsonNode json) {
    return new Claims(json, "");
  }

  private Optional<JsonNode> value(String claim) {
    return Optional.ofNullable(json.get(claim)).filter(node -> !node.isNull());
  }

  boolean has(String claim) {
    return value(claim).isPresent();
  }

  /** Whether it stands there as {@code null}, which may be a mistake of who meant a value. */
  boolean isNull(String claim) {
    return json.path(claim).isNull();
  }

  /** A text that is not empty. */
  Optional<String> text(String claim) throws RefusedException {
    Optional<JsonNode> value = value(claim);
    return value.isEmpty() ? Optional.empty() : Optional.of(text(claim, value.get()));
  }

  private String text(String claim, JsonNode value) throws RefusedException {
    String text = value.isTextual() ? value.textValue() : "";
    if (text.isEmpty() || text.length() > MAX_TEXT_CHARS) {
      throw wrong(claim, "text");
    }
    return text;
  }

  Optional<Boolean> flag(String claim) throws RefusedException {
    Optional<JsonNode> value = value(claim);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong(claim, "true or false");
    }
    return value.map(JsonNode::booleanValue);
  }

  /** A flag that some write as 1 or 0. */
  Optional<Boolean> flagOrNumber(String claim) throws RefusedException {
    Optional<JsonNode> value = value(claim);
    if (value.isPresent() && value.get().isNumber()) {
      double number = value.get().doubleValue();
      if (number == 0 || number == 1) {
        return Optional.of(number == 1);
      }
    }
    return flag(claim);
  }

  /** An integer that is not negative, or 0. */
  int count(String claim) throws RefusedException {
    Optional<JsonNode> value = value(claim);
    if (value.isEmpty()) {
      return 0;
    }
    if (!value.get().canConvertToInt()
        || !value.get().isIntegralNumber()
        || value.get().intValue() < 0) {
      throw wrong(claim, "an integer that is not negative");
    }
    return value.get().intValue();
  }

  /** A NumericDate: RFC 7519 section 2. */
  Optional<Instant> instant(String claim) throws RefusedException {
    Optional<JsonNode> value = value(claim);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    double seconds = value.get().isNumber() ? value.get().doubleValue() : -1;
    if (!(seconds >= 0 && seconds <= MAX_EPOCH_SECONDS)) {
      throw wrong(claim, "seconds since 1970");
    }
    return Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)));
  }

  /** Texts in an array, or absent. */
  Optional<List<String>> texts(String claim) throws RefusedException {
    Optional<JsonNode> value = value(claim);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().isArray() || value.get().size() > MAX_ITEMS) {
      throw wrong(claim, "an array of texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode item : value.get()) {
      texts.add(text(claim, item));
    }
    return Optional.of(texts);
  }

  /** One text or several in an array. */
  List<String> textOrTexts(String claim) throws RefusedException {
    Optional<JsonNode> value = value(claim);
    if (value.isPresent() && value.get().isArray()) {
      return texts(claim).orElseThrow();
    }
    return text(claim).map(List::of).orElse(List.of());
  }

  /** An object all of whose values are texts, which may be empty. */
  Map<String, String> textMap(String claim) throws RefusedException {
    Optional<Claims> object = object(claim);
    if (object.isEmpty()) {
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : object.get().json().properties()) {
      if (!field.getValue().isTextual() || texts.size() == MAX_ITEMS) {
        throw wrong(claim, "an object with texts");
      }
      texts.put(field.getKey(), field.getValue().textValue());
    }
    return texts;
  }

  Optional<Claims> object(String claim) throws RefusedException {
    Optional<JsonNode> value = value(claim);
    if (value.isPresent() && !value.get().isObject()) {
      throw wrong(claim, "an object");
    }
    return value.map(node -> new Claims(node, name + claim + "."));
  }

  /** Whether it is an array. */
  boolean isArray(String claim) {
    return value(claim).filter(JsonNode::isArray).isPresent();
  }

  /** Refuses what is not understood, where ignoring it could permit more than is meant. */
  void allowOnly(Set<String> known) throws RefusedException {
    Iterator<String> names = json.fieldNames();
    while (names.hasNext()) {
      String claim = names.next();
      if (!known.contains(claim)) {
        throw RefusedException.malformed(
            "claim " + name.substring(0, name.length() - 1) + " has a name that is not known");
      }
    }
  }

  /** A claim is not what it should be. */
  RefusedException wrong(String claim, String expected) {
    return RefusedException.malformed("claim " + name + claim + " is not " + expected);
  }
}
