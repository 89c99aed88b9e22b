package dev.sluice.server.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A participant in a browser: {@code web/e2e/peer.js} seen from Java. */
public final class Peer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double HZ_TOLERANCE = 12;

  private final Page page;
  private final String name;

  private Peer(Page page, String name) {
    this.page = page;
    this.name = name;
  }

  /** How to join. */
  public static final class Joining {
    private final ObjectNode options = JSON.createObjectNode();

    private Joining(String room, String name) {
      options.put("room", room).put("name", name);
    }

    public Joining with(String option, String value) {
      options.put(option, value);
      return this;
    }

    Joining with(String option, int value) {
      options.put(option, value);
      return this;
    }

    Joining withSimulcast() {
      options.put("simulcast", true);
      return this;
    }

    /** Sends and receives media by way of a TURN server only. */
    Joining relayed() {
      options.putObject("rtcConfiguration").put("iceTransportPolicy", "relay");
      return this;
    }

    /** Publishes nothing. */
    public Joining watching() {
      options.put("publish", false);
      return this;
    }

    /** Publishes only {@code audio} or only {@code video}. */
    Joining only(String kind) {
      options.putArray("kinds").add(kind);
      return this;
    }

    /** Publishes what the page paints and plays instead of camera and microphone. */
    public Joining painting(Colour colour, int hz) {
      options.putObject("paint").put("colour", colour.css()).put("hz", hz);
      return this;
    }

    /** Publishes a flash and a beep that begin together, once a second. */
    public Joining clapping() {
      options.putObject("paint").put("claps", true);
      return this;
    }

    /**
     * Publishes the picture of somebody, and a tone.
     *
     * @param hue in degrees
     */
    Joining portraying(int hue, int hz) {
      options.putObject("paint").put("hue", hue).put("hz", hz);
      return this;
    }

    /** Ready in the room when this returns; media may still be on its way. */
    public Peer in(Page page) {
      Poll.until(
          "the test page is ready", () -> page.evaluate("!!globalThis.peer"), JsonNode::asBoolean);
      page.evaluate("peer.join(%s)".formatted(options));
      return new Peer(page, options.get("name").asText());
    }
  }

  public static Joining joining(String room, String name) {
    return new Joining(room, name);
  }

  String name() {
    return name;
  }

  Page page() {
    return page;
  }

  /** Calls a method of the page's {@code peer}. */
  public JsonNode call(String method, Object... arguments) {
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(JSON.valueToTree(argument).toString());
    }
    return page.evaluate("peer.%s(%s)".formatted(method, String.join(", ", texts)));
  }

  /** Looks until a method of the page's {@code peer} returns something good. */
  public JsonNode until(String what, Predicate<JsonNode> good, String method, Object... arguments) {
    try {
      return Poll.until(name + ": " + what, () -> call(method, arguments), good);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + diagnosis(), e);
    }
  }

  public void sees(String other, Colour colour) {
    until(
        "sees %s in %s".formatted(other, colour),
        seen ->
            !seen.isNull()
                && colour.matches(
                    seen.get("red").asInt(), seen.get("green").asInt(), seen.get("blue").asInt()),
        "picture",
        other);
  }

  public void hears(String other, int hz) {
    until(
        "hears %s at %d Hz".formatted(other, hz),
        heard -> !heard.isNull() && Math.abs(heard.get("hz").asDouble() - hz) <= HZ_TOLERANCE,
        "tone",
        other);
  }

  void hearsNothingFrom(String other) {
    until("hears nothing from " + other, JsonNode::isNull, "tone", other);
  }

  /** Looks until so many more frames of somebody were decoded than now. */
  public void decodesMore(String other, int frames) {
    long now = framesDecoded(call("inbound", other, "video"));
    until(
        "decodes %d more than %d frames of %s".formatted(frames, now, other),
        inbound -> framesDecoded(inbound) >= now + frames,
        "inbound",
        other,
        "video");
  }

  private static long framesDecoded(JsonNode inbound) {
    return inbound.path("framesDecoded").asLong();
  }

  /** Looks until an event of a type has come whose detail is good. */
  JsonNode experiences(String type, Predicate<JsonNode> good) {
    return until(
        "experiences " + type,
        events -> {
          for (JsonNode event : events) {
            if (good.test(event)) {
              return true;
            }
          }
          return false;
        },
        "events",
        type);
  }

  private String diagnosis() {
    try {
      return "state %s, others %s, transport %s%nconsole: %s"
          .formatted(call("state"), call("participants"), call("transport"), page.console());
    } catch (RuntimeException e) {
      return "the page is of no help: " + e.getMessage();
    }
  }

  /** Leaves the room and closes the page. */
  @Override
  public void close() {
    page.close();
  }
}
