package dev.sluice.server.auth.jwt;

import dev.sluice.server.auth.Grants;
import dev.sluice.server.auth.RoomPatterns;
import dev.sluice.server.auth.RoomScope;
import dev.sluice.server.room.Entitlement;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.Permissions;
import dev.sluice.server.room.Permissions.Publishable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens as LiveKit's server libraries make them, for backends of people who move: the claim {@code
 * video} is an object with {@code room}, {@code roomJoin}, {@code canPublish}, {@code
 * canPublishSources}, {@code canPublishData}, {@code canSubscribe}, {@code hidden}, {@code
 * roomAdmin} and {@code roomRecord}; {@code name}, {@code metadata} (a text) and {@code attributes}
 * (an object) stand beside it. Without {@code room} such a token opens nothing. Mixed with our own
 * claims it is refused.
 */
final class LiveKitGrants {

  static final String CLAIM = "video";

  private static final List<String> OURS =
      List.of(
          "room",
          "rooms",
          "publish",
          "subscribe",
          "record",
          "recordings",
          "admin",
          "role",
          "hidden",
          "limits");

  private LiveKitGrants() {}

  static Grants read(
      Claims claims,
      String holder,
      Optional<ParticipantId> identity,
      String tokenId,
      Instant expires)
      throws RefusedException {
    if (OURS.stream().anyMatch(claims::has)) {
      throw RefusedException.malformed("both video and claims that mean the same");
    }
    Claims video = claims.object(CLAIM).orElseThrow();
    boolean admin = video.flag("roomAdmin").orElse(false);
    boolean record = video.flag("roomRecord").orElse(false);
    return new Grants(
        holder,
        rooms(video, admin),
        identity,
        claims.text("name"),
        metadata(claims),
        new Entitlement(permissions(video), Optional.of(tokenId)),
        record,
        record,
        admin,
        Optional.of(expires));
  }

  /** One room, and not as a pattern: there are none in LiveKit. */
  private static RoomScope rooms(Claims video, boolean admin) throws RefusedException {
    boolean join = video.flag("roomJoin").orElse(false);
    Optional<String> room = video.text("room");
    if (room.isEmpty() || !(join || admin)) {
      return new RoomPatterns(List.of());
    }
    try {
      return RoomScope.of(new RoomPatterns(List.of(room.get())).only().orElseThrow());
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw video.wrong("room", "a room name");
    }
  }

  private static Permissions permissions(Claims video) throws RefusedException {
    boolean hidden = video.flag("hidden").orElse(false);
    boolean media = video.flag("canPublish").orElse(true);
    Set<Publishable> publish = EnumSet.noneOf(Publishable.class);
    if (media && !hidden) {
      publish.addAll(sources(video));
    }
    if (video.flag("canPublishData").orElse(media) && !hidden) {
      publish.add(Publishable.DATA);
    }
    return new Permissions(publish, video.flag("canSubscribe").orElse(true), hidden);
  }

  private static Set<Publishable> sources(Claims video) throws RefusedException {
    Optional<List<String>> sources = video.texts("canPublishSources");
    if (sources.isEmpty() || sources.get().isEmpty()) {
      return EnumSet.of(Publishable.AUDIO, Publishable.VIDEO, Publishable.SCREEN);
    }
    Set<Publishable> publish = EnumSet.noneOf(Publishable.class);
    for (String source : sources.get()) {
      publish.add(
          switch (source) {
            case "camera" -> Publishable.VIDEO;
            case "microphone" -> Publishable.AUDIO;
            case "screen_share", "screen_share_audio" -> Publishable.SCREEN;
            default -> throw video.wrong("canPublishSources", "of known sources");
          });
    }
    return publish;
  }

  private static Map<String, String> metadata(Claims claims) throws RefusedException {
    Map<String, String> metadata = new LinkedHashMap<>(claims.textMap("attributes"));
    claims.text("metadata").ifPresent(text -> metadata.put("metadata", text));
    return metadata;
  }
}
