package dev.sluice.server.signaling.whep;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.room.LayerChoice;
import dev.sluice.server.room.LayerInfo;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.signaling.wish.MediaSession;
import dev.sluice.server.signaling.wish.WishRefusal;
import dev.sluice.server.transport.MediaParameters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a player asks of layers. draft-ietf-wish-whep-02 core extensions, "Video Layer Selection
 * extension". Members that the draft does not know are passed over.
 *
 * <p>We forward encodings whole: layers within one cannot be chosen, and asking for it is refused
 * rather than forgotten.
 *
 * @param mid the m-section it is about
 * @param choice {@link LayerChoice#AUTOMATIC} when nothing is asked
 */
record LayerRequest(String mid, LayerChoice choice) {

  /** Larger than any picture. */
  private static final int MOST = 1 << 16;

  private static final int LONGEST_RID = 255;

  /**
   * Reads a request.
   *
   * @throws WishRefusal 400 when it is malformed, 422 when it cannot be met
   */
  static LayerRequest parse(JsonNode json, MediaSession session, LayerDescriptions known)
      throws WishRefusal {
    if (!json.isObject()) {
      throw WishRefusal.of(400, "the body must be a JSON object");
    }
    String mid = mid(json, session);
    refuseTemporal(json);
    Optional<String> rid = rid(json);
    OptionalInt encoding = encoding(json, rid, known.layers(mid));
    OptionalInt maxWidth = number(json, "maxWidth", 1);
    OptionalInt maxHeight = number(json, "maxHeight", 1);
    return new LayerRequest(mid, new LayerChoice(rid, encoding, maxWidth, maxHeight));
  }

  /** The m-section with the index told, or the first with video. */
  private static String mid(JsonNode json, MediaSession session) throws WishRefusal {
    List<String> mids = session.mids();
    JsonNode index = json.get("mediaId");
    if (index == null) {
      return mids.stream()
          .filter(mid -> isVideo(session, mid))
          .findFirst()
          .orElseThrow(() -> WishRefusal.of(422, "the session has no video"));
    }
    if (!index.isTextual() || !index.textValue().matches("[0-9]{1,3}")) {
      throw WishRefusal.of(400, "mediaId must be the index of an m-line, as a string");
    }
    int line = Integer.parseInt(index.textValue());
    if (line >= mids.size() || !isVideo(session, mids.get(line))) {
      throw WishRefusal.of(422, "m-line " + line + " is none of video");
    }
    return mids.get(line);
  }

  private static boolean isVideo(MediaSession session, String mid) {
    return session
        .agreed()
        .media(mid)
        .map(MediaParameters::kind)
        .equals(Optional.of(MediaKind.VIDEO));
  }

  private static void refuseTemporal(JsonNode json) throws WishRefusal {
    for (String name : List.of("temporalLayerId", "maxTemporalLayerId")) {
      if (number(json, name, 0).isPresent()) {
        throw WishRefusal.of(422, "temporal layers cannot be chosen");
      }
    }
  }

  private static Optional<String> rid(JsonNode json) throws WishRefusal {
    JsonNode rid = json.get("rid");
    if (rid == null) {
      return Optional.empty();
    }
    if (!rid.isTextual() || rid.textValue().isEmpty() || rid.textValue().length() > LONGEST_RID) {
      throw WishRefusal.of(400, "rid must be a string");
    }
    return Optional.of(rid.textValue());
  }

  /**
   * The encoding that a spatial layer stands for: with rids each encoding has the one spatial layer
   * 0, without them the encodings are what the id counts.
   */
  private static OptionalInt encoding(
      JsonNode json, Optional<String> rid, Optional<List<LayerInfo>> known) throws WishRefusal {
    OptionalInt wanted = number(json, "spatialLayerId", 0);
    OptionalInt most = number(json, "maxSpatialLayerId", 0);
    boolean named =
        rid.isPresent() || known.map(layers -> layers.get(0).rid().isPresent()).orElse(false);
    int highest = named ? 0 : known.map(List::size).orElse(MOST) - 1;
    if (wanted.isPresent() && wanted.getAsInt() > highest) {
      throw WishRefusal.of(422, "there is no spatial layer " + wanted.getAsInt());
    }
    if (most.isPresent() && most.getAsInt() < highest) {
      throw WishRefusal.of(422, "layers are limited by maxWidth and maxHeight here");
    }
    return named ? OptionalInt.empty() : wanted;
  }

  private static OptionalInt number(JsonNode json, String name, int least) throws WishRefusal {
    JsonNode number = json.get(name);
    if (number == null) {
      return OptionalInt.empty();
    }
    if (!number.isIntegralNumber() || !number.canConvertToInt() || number.intValue() < least) {
      throw WishRefusal.of(400, name + " must be a whole number of at least " + least);
    }
    return OptionalInt.of(Math.min(number.intValue(), MOST));
  }
}
