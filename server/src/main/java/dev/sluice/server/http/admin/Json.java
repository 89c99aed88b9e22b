package dev.sluice.server.http.admin;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A JSON object in the making, its members in the order they were put. */
final class Json {

  private final Map<String, Object> members = new LinkedHashMap<>();

  static Json object() {
    return new Json();
  }

  Json put(String name, Object value) {
    members.put(name, value instanceof Json json ? json.members : value);
    return this;
  }

  /** Nothing when it is empty. */
  Json put(String name, Optional<?> value) {
    value.ifPresent(present -> put(name, present));
    return this;
  }

  /** A time as RFC 3339 has it. */
  Json time(String name, Instant time) {
    return put(name, DateTimeFormatter.ISO_INSTANT.format(time));
  }

  /** To three digits behind the point. */
  Json rounded(String name, double value) {
    return put(name, Math.round(value * 1000) / 1000.0);
  }

  /** As {@link dev.sluice.server.http.Response#json} takes it; not to be changed any more. */
  Map<String, Object> members() {
    return members;
  }
}
