package dev.sluice.server.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Look-ups that the session level and m-sections share. */
final class Attributes {

  private Attributes() {}

  static Optional<String> first(List<Attribute> attributes, String name) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(name)) {
        return Optional.of(attribute.value());
      }
    }
    return Optional.empty();
  }

  static List<String> all(List<Attribute> attributes, String name) {
    List<String> values = new ArrayList<>();
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(name)) {
        values.add(attribute.value());
      }
    }
    return values;
  }

  static Optional<StreamDirection> direction(List<Attribute> attributes) {
    for (Attribute attribute : attributes) {
      Optional<StreamDirection> direction = StreamDirection.of(attribute.name());
      if (direction.isPresent()) {
        return direction;
      }
    }
    return Optional.empty();
  }

  static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
