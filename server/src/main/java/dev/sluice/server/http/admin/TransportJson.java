package dev.sluice.server.http.admin;

import dev.sluice.server.ice.IceStats;
import dev.sluice.server.media.AddressScope;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.time.WallClock;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.Transcript;
import dev.sluice.server.transport.TransportEvent;
import dev.sluice.server.transport.TransportReport;
import dev.sluice.server.transport.TransportStats;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A transport, as the API describes it. Immutable. */
final class TransportJson {

  private static final double NANOS_PER_MILLI = 1e6;

  private final WallClock wallClock;

  TransportJson(WallClock wallClock) {
    this.wallClock = wallClock;
  }

  /** Whether addresses are told. */
  enum Addresses {
    HIDDEN,
    TOLD
  }

  Json path(TransportReport.Path path, Addresses addresses) {
    Json json =
        Json.object()
            .put("protocol", path.reliable() ? "tcp" : "udp")
            .put("family", path.remote().getAddress() instanceof Inet4Address ? "ipv4" : "ipv6")
            .put("local", scope(path.local().getAddress()))
            .put("remote", scope(path.remote().getAddress()));
    if (addresses == Addresses.TOLD) {
      json.put("localAddress", text(path.local())).put("remoteAddress", text(path.remote()));
    }
    return json;
  }

  private static String scope(InetAddress address) {
    return AddressScope.of(address).name().toLowerCase(Locale.ROOT);
  }

  private static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  Json transport(TransportReport transport) {
    return Json.object()
        .put("state", transport.state())
        .put("dtlsRole", transport.dtlsRole().name().toLowerCase(Locale.ROOT))
        .put("srtp", transport.srtp().map(Enum::name))
        .put(
            "roundTripMillis",
            transport.roundTripNanos().isPresent()
                ? Optional.of(transport.roundTripNanos().getAsLong() / NANOS_PER_MILLI)
                : Optional.empty())
        .put("ice", ice(transport.ice()))
        .put("counters", counters(transport.counters()))
        .put("drops", transport.counters().drops())
        .put("events", transport.events().stream().map(this::event).toList())
        .put("eventsForgotten", transport.eventsForgotten())
        .put("media", transport.media().stream().map(TransportJson::section).toList())
        .put("sdp", sdp(transport.transcript()));
  }

  private static Json ice(IceStats ice) {
    Map<String, Long> drops = new LinkedHashMap<>();
    ice.drops()
        .forEach((reason, count) -> drops.put(reason.name().toLowerCase(Locale.ROOT), count));
    return Json.object()
        .put("checks", ice.checks())
        .put("validatedPaths", ice.validatedPaths())
        .put("pathSelections", ice.pathSelections())
        .put("pathsEvicted", ice.pathsEvicted())
        .put("restarts", ice.restarts())
        .put("nomination", ice.nominationStyle().name().toLowerCase(Locale.ROOT))
        .put("errorResponses", ice.errorResponses())
        .put("drops", drops);
  }

  private static Json counters(TransportStats stats) {
    return Json.object()
        .put("rtpReceived", stats.rtpReceived())
        .put("rtpBytesReceived", stats.rtpBytesReceived())
        .put("rtpSent", stats.rtpSent())
        .put("rtpBytesSent", stats.rtpBytesSent())
        .put("lostReceived", stats.lostReceived())
        .put("nacksSent", stats.nacksSent())
        .put("nacksReceived", stats.nacksReceived())
        .put("retransmissionsReceived", stats.retransmissionsReceived())
        .put("keyframeRequestsSent", stats.keyframeRequestsSent())
        .put("keyframeRequestsReceived", stats.keyframeRequestsReceived())
        .put("transportFeedbackSent", stats.transportFeedbackSent());
  }

  private Map<String, Object> event(TransportEvent event) {
    return Json.object()
        .time("at", Instant.EPOCH.plus(Duration.ofNanos(wallClock.epochNanos(event.atNanos()))))
        .put("kind", event.kind().word())
        .put("detail", Optional.of(event.detail()).filter(text -> !text.isEmpty()))
        .members();
  }

  private static Map<String, Object> section(MediaParameters section) {
    Map<String, Integer> extensions = new LinkedHashMap<>();
    section.extensions().asMap().forEach((extension, id) -> extensions.put(extension.uri(), id));
    return Json.object()
        .put("mid", section.mid())
        .put("kind", section.kind().name().toLowerCase(Locale.ROOT))
        .put("direction", section.direction().name().toLowerCase(Locale.ROOT))
        .put("formats", section.formats().stream().map(TransportJson::format).toList())
        .put("extensions", extensions)
        .put("rids", section.rids())
        .put(
            "remoteSsrcs",
            section.remoteSources().stream()
                .map(source -> Integer.toUnsignedLong(source.ssrc()))
                .toList())
        .put("ssrc", section.sendSource().map(source -> Integer.toUnsignedLong(source.ssrc())))
        .members();
  }

  private static Map<String, Object> format(PayloadFormat format) {
    return Json.object()
        .put("payloadType", format.payloadType())
        .put("codec", format.codec().encodingName())
        .put("parameters", format.parameters())
        .put("rtx", Optional.of(format.rtxPayloadType()).filter(type -> format.hasRtx()))
        .put(
            "feedback",
            format.feedback().stream().sorted().map(RtcpFeedback::attributeValue).toList())
        .members();
  }

  private static Optional<Json> sdp(Transcript transcript) {
    return transcript.equals(Transcript.NONE)
        ? Optional.empty()
        : Optional.of(
            Json.object().put("offer", transcript.offer()).put("answer", transcript.answer()));
  }
}
