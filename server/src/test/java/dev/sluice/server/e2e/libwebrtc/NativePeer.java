package dev.sluice.server.e2e.libwebrtc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.Poll;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A participant made of libwebrtc. Closing it ends its process. */
final class NativePeer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double HZ_TOLERANCE = 5;

  /** The tone is sent with about 5600. */
  private static final double AUDIBLE_RMS = 1500;

  private static final double SILENT_RMS = 50;

  private final PeerProcess process;
  private final String name;
  private final ObjectNode wishes = JSON.createObjectNode();
  private final Colour colour;
  private final int hz;

  /** What it is called, shows and says. */
  NativePeer(PeerProcess process, String name, Colour colour, int hz) {
    this.process = process;
    this.name = name;
    this.colour = colour;
    this.hz = hz;
    wishes.put("name", name).put("hz", hz).put("codec", "").put("passive", false);
    wishes.set("yuv", yuv(colour));
  }

  private static JsonNode yuv(Colour colour) {
    byte[] yuv = colour.yuv();
    return JSON.createArrayNode().add(yuv[0] & 0xff).add(yuv[1] & 0xff).add(yuv[2] & 0xff);
  }

  /** Before joining: offer only this video codec. */
  NativePeer withCodec(String codec) {
    wishes.put("codec", codec);
    return this;
  }

  /** Before joining: be the DTLS server, so that this server is the client. */
  NativePeer asDtlsServer() {
    wishes.put("passive", true);
    return this;
  }

  /** In the room when this returns; media may still be on its way. */
  NativePeer join(URI server, String room) {
    wishes.put("server", server.toString()).put("room", room);
    process.ask("join", wishes);
    return this;
  }

  void leave() {
    process.ask("leave", JSON.createObjectNode());
  }

  void mute(String kind, boolean muted) {
    process.ask("mute", JSON.createObjectNode().put("kind", kind).put("muted", muted));
  }

  /** Publishes one more picture, in a section that a second offer adds. */
  void share(Colour screen) {
    ObjectNode arguments = JSON.createObjectNode();
    arguments.set("yuv", yuv(screen));
    process.ask("share", arguments);
  }

  /** Restarts ICE; returns whether the server did as well. */
  boolean restartIce() {
    return process.ask("restartIce", JSON.createObjectNode()).get("iceRestart").asBoolean();
  }

  private JsonNode look() {
    return process.ask("look", JSON.createObjectNode());
  }

  JsonNode stats() {
    return process.ask("stats", JSON.createObjectNode());
  }

  /** Looks until the room, as this peer sees it, is as it should be. */
  JsonNode until(String what, Predicate<JsonNode> good) {
    try {
      return Poll.until(name + " " + what, this::look, good);
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s%n%s%n%s".formatted(e.getMessage(), process.lately(), stats()), e);
    }
  }

  /** Both see and hear each other. */
  void meets(NativePeer other) {
    sees(other);
    other.sees(this);
    hears(other);
    other.hears(this);
  }

  void sees(NativePeer other) {
    sees(other, "camera", other.colour);
  }

  void sees(NativePeer other, String source, Colour expected) {
    sees(other.name, source, expected);
  }

  void sees(String other, String source, Colour expected) {
    until(
        "sees %s of %s in %s".formatted(source, other, expected),
        view -> {
          JsonNode picture = slot(view, other, source).path("picture");
          return picture.path("frames").asLong() > 0
              && expected.matches(
                  picture.get("red").asInt(),
                  picture.get("green").asInt(),
                  picture.get("blue").asInt());
        });
  }

  void hears(NativePeer other) {
    hears(other.name, other.hz);
  }

  void hears(String other, int expectedHz) {
    until(
        "hears %s at %d Hz".formatted(other, expectedHz),
        view -> {
          JsonNode tone = slot(view, other, "microphone").path("tone");
          return tone.path("rms").asDouble() > AUDIBLE_RMS
              && Math.abs(tone.path("hz").asDouble() - expectedHz) < HZ_TOLERANCE;
        });
  }

  void hearsNothing() {
    until(
        "hears nothing",
        view -> {
          for (JsonNode slot : view.get("slots")) {
            if (slot.path("tone").path("rms").asDouble() > SILENT_RMS) {
              return false;
            }
          }
          return true;
        });
  }

  /** Looks until so many more frames of somebody were decoded than now. */
  void decodesMore(NativePeer other, int more) {
    long now = frames(look(), other.name);
    until(
        "decodes %d more than %d frames of %s".formatted(more, now, other.name),
        view -> frames(view, other.name) >= now + more);
  }

  private static long frames(JsonNode view, String of) {
    return slot(view, of, "camera").path("picture").path("frames").asLong();
  }

  void isAlone() {
    until("is alone", view -> view.get("others").isEmpty());
  }

  /** How the server names the codec of what somebody's camera sends. */
  String codecOf(NativePeer other) {
    return slot(look(), other.name, "camera").path("codec").asText();
  }

  private static JsonNode slot(JsonNode view, String of, String source) {
    for (JsonNode slot : view.get("slots")) {
      if (slot.get("of").asText().equals(of) && slot.get("source").asText().equals(source)) {
        return slot;
      }
    }
    return JSON.missingNode();
  }

  /** Looks until a statistic of the video streams of a type is above zero. */
  void counts(String type, String statistic) {
    until("counts " + statistic, view -> sum(type, "video", statistic) > 0);
  }

  /** The sum of a statistic over all RTP streams of a type and a kind of media. */
  double sum(String type, String kind, String statistic) {
    double sum = 0;
    for (JsonNode one : stats()) {
      if (one.get("type").asText().equals(type) && one.path("kind").asText().equals(kind)) {
        sum += one.path(statistic).asDouble();
      }
    }
    return sum;
  }

  /** A statistic of the one transport. */
  String transport(String statistic) {
    for (JsonNode one : stats()) {
      if (one.get("type").asText().equals("TRANSPORT")) {
        return one.path(statistic).asText();
      }
    }
    return "";
  }

  /** What codecs the frames that were decoded had, such as {@code video/VP8}. */
  List<String> decodedVideo() {
    JsonNode all = stats();
    List<String> types = new ArrayList<>();
    for (JsonNode stream : all) {
      if (stream.get("type").asText().equals("INBOUND_RTP")
          && stream.path("framesDecoded").asLong() > 0) {
        for (JsonNode codec : all) {
          if (codec.get("id").equals(stream.path("codecId"))) {
            types.add(codec.path("mimeType").asText());
          }
        }
      }
    }
    return types;
  }

  /** Ends the process at once, as the machine's operator can. */
  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
