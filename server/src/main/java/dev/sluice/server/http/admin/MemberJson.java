package dev.sluice.server.http.admin;

import dev.sluice.server.room.LayerDecision;
import dev.sluice.server.room.LayerInfo;
import dev.sluice.server.room.MemberReport;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.TrackId;
import dev.sluice.server.room.TrackInfo;
import dev.sluice.server.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Who is in a room, as the API describes it. Immutable. */
final class MemberJson {

  private final WallClock wallClock;
  private final TransportJson transports;

  /**
   * @param wallClock tells the times of monotonic instants
   */
  MemberJson(WallClock wallClock, TransportJson transports) {
    this.wallClock = wallClock;
    this.transports = transports;
  }

  /** The signaling by which somebody takes part. */
  static String protocol(Membership.Role role) {
    return switch (role) {
      case PARTICIPANT -> "ws";
      case PUBLISHER -> "whip";
      case VIEWER -> "whep";
    };
  }

  Json member(MemberReport member, TransportJson.Addresses addresses) {
    return Json.object()
        .put("id", member.id().value())
        .put("name", member.name())
        .put("role", member.role().word())
        .put("protocol", protocol(member.role()))
        .put("hidden", member.hidden())
        .time("joined", time(member.joinedNanos()))
        .put("signalingConnected", member.signalingConnected())
        .put("mediaConnected", member.mediaConnected())
        .put("quality", member.quality().grade())
        .rounded("receiveLoss", member.quality().receiveLoss())
        .rounded("sendLoss", member.quality().sendLoss())
        .put(
            "roundTripMillis",
            Optional.of(member.quality().roundTripMillis()).filter(millis -> millis >= 0))
        .rounded("jitterMillis", jitter(member))
        .put("receiveBps", member.receiveBps())
        .put("sendBps", member.sendBps())
        .put("path", member.transport().path().map(path -> transports.path(path, addresses)))
        .put("tracks", member.published().stream().map(MemberJson::published).toList())
        .put("slots", member.slots().stream().map(MemberJson::slot).toList());
  }

  /** The worst of what it sends, as it arrives here. */
  private static double jitter(MemberReport member) {
    return member.published().stream()
        .flatMap(published -> published.encodings().stream())
        .mapToDouble(MemberReport.Encoding::jitterMillis)
        .max()
        .orElse(0);
  }

  /** The same and all that its transport tells. */
  Json dump(MemberReport member, TransportJson.Addresses addresses) {
    return member(member, addresses)
        .put("metadata", member.metadata())
        .put("transport", transports.transport(member.transport()));
  }

  private static Map<String, Object> published(MemberReport.Published published) {
    TrackInfo track = published.track();
    return Json.object()
        .put("id", track.id().value())
        .put("mid", track.mid())
        .put("kind", track.kind().name().toLowerCase(Locale.ROOT))
        .put("source", track.source().name().toLowerCase(Locale.ROOT))
        .put("codec", track.codec().encodingName().toLowerCase(Locale.ROOT))
        .put("label", track.label())
        .put("muted", track.muted())
        .put("mutedByOperator", track.mutedByOperator())
        .put("encodings", published.encodings().stream().map(MemberJson::encoding).toList())
        .members();
  }

  private static Map<String, Object> encoding(MemberReport.Encoding encoding) {
    LayerInfo layer = encoding.layer();
    return layer(layer)
        .put("ssrc", Integer.toUnsignedLong(encoding.ssrc()))
        .put("packets", encoding.packets())
        .put("bytes", encoding.bytes())
        .put("lost", encoding.lost())
        .rounded("recentLoss", encoding.recentLoss())
        .rounded("jitterMillis", encoding.jitterMillis())
        .put("nacksSent", encoding.nacksSent())
        .put("retransmissions", encoding.retransmissions())
        .put("keyframeRequests", encoding.keyframeRequests())
        .members();
  }

  private static Json layer(LayerInfo layer) {
    Json json = Json.object().put("rid", layer.rid()).put("index", layer.encoding());
    if (layer.width() > 0) {
      json.put("width", layer.width()).put("height", layer.height());
    }
    return json.put("bitrateBps", layer.bitrateBps()).put("active", layer.active());
  }

  private static Map<String, Object> slot(MemberReport.Slot slot) {
    return Json.object()
        .put("mid", slot.mid())
        .put("kind", slot.kind().name().toLowerCase(Locale.ROOT))
        .put("track", slot.track().map(TrackId::value))
        .put("publisher", slot.publisher().map(ParticipantId::value))
        .put("pinned", slot.pinned())
        .put("layer", decision(slot.decision()))
        .put("layers", slot.layers().stream().map(each -> layer(each).members()).toList())
        .put("ssrc", Integer.toUnsignedLong(slot.ssrc()))
        .put("packets", slot.packets())
        .put("payloadBytes", slot.payloadBytes())
        .put("retransmitted", slot.retransmitted())
        .put("lost", slot.lost())
        .rounded("recentLoss", slot.recentLoss())
        .rounded("jitterMillis", slot.jitterMillis())
        .rounded("roundTripMillis", slot.roundTripMillis())
        .members();
  }

  private static Json decision(LayerDecision decision) {
    Json json =
        Json.object()
            .put("reason", decision.reason().word())
            .put("current", boxed(decision.current()))
            .put("target", boxed(decision.target()));
    if (decision.limits().shownWidth() > 0) {
      json.put("shown", List.of(decision.limits().shownWidth(), decision.limits().shownHeight()));
    }
    if (decision.limits().maxWidth() > 0 || decision.limits().maxHeight() > 0) {
      json.put("atMost", List.of(decision.limits().maxWidth(), decision.limits().maxHeight()));
    }
    return json.put("askedForRid", decision.choice().rid())
        .put("askedForIndex", boxed(decision.choice().encoding()));
  }

  private static Optional<Integer> boxed(OptionalInt value) {
    return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
  }

  private Instant time(long nanos) {
    return Instant.EPOCH.plus(Duration.ofNanos(wallClock.epochNanos(nanos)));
  }
}
