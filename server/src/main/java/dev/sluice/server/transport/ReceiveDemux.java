package dev.sluice.server.transport;

import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtpPacket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the encoding an RTP packet belongs to. RFC 9143 section 9.2 and RFC 8852 decide, in this
 * order:
 *
 * <ol>
 *   <li>an SSRC that was seen before with this payload type keeps its place, however long it was
 *       silent;
 *   <li>the MID header extension names the m-section, RID or repaired RID the encoding in it; a
 *       packet with the MID of no m-section belongs nowhere;
 *   <li>an SSRC that was seen before with another payload type stays in its m-section and keeps its
 *       RID, since senders leave both out once they know that we know;
 *   <li>an {@code a=ssrc} line declares the SSRC;
 *   <li>the payload type, when just one m-section uses it and the SSRC does not come from one that
 *       has stopped: what was still under way then must not displace a stream that goes on.
 * </ol>
 *
 * <p>Whether it is a retransmission is told by the payload type first: some senders put RID on
 * retransmissions too.
 */
final class ReceiveDemux {

  /** Generous for a browser with several simulcast tracks; a bound for everybody else. */
  private static final int MAX_ROUTES = 64;

  /**
   * Over the life of a transport: ends the game of a peer that changes its SSRC with every packet.
   */
  private static final int MAX_LEARNED = 4096;

  /**
   * SSRCs of stopped m-sections that are remembered; their packets are late by a second at most.
   */
  private static final int MAX_STOPPED = 32;

  /** Where one SSRC goes. */
  static final class Route {
    final int ssrc;
    final MediaReceiver section;
    final EncodingReceiver encoding;

    /**
     * The payload type is checked against this one; a change of payload type in mid-stream makes a
     * new route.
     */
    final int payloadType;

    final boolean retransmission;

    private Route(
        int ssrc,
        MediaReceiver section,
        EncodingReceiver encoding,
        int payloadType,
        boolean retransmission) {
      this.ssrc = ssrc;
      this.section = section;
      this.encoding = encoding;
      this.payloadType = payloadType;
      this.retransmission = retransmission;
    }
  }

  private final Map<String, MediaReceiver> sections = new HashMap<>();

  /** The same in order of appearance, for walks that must not allocate. */
  private final List<MediaReceiver> sectionList = new ArrayList<>();

  private final List<Route> routes = new ArrayList<>();
  private Route lastHit;
  private int learned;

  /** A ring. */
  private final int[] stoppedSsrcs = new int[MAX_STOPPED];

  private int stopped;
  private DropReason refusal = DropReason.UNKNOWN_SSRC;

  void add(MediaReceiver section) {
    // it may be one that had stopped, and its SSRCs come back without a name
    stopped = 0;
    sections.put(section.parameters().mid(), section);
    sectionList.add(section);
  }

  Optional<MediaReceiver> section(String mid) {
    return Optional.ofNullable(sections.get(mid));
  }

  /** In order of appearance. */
  List<MediaReceiver> sections() {
    return sectionList;
  }

  void remove(MediaReceiver section) {
    sections.remove(section.parameters().mid());
    sectionList.remove(section);
    for (Route route : routes) {
      if (route.section == section) {
        stoppedSsrcs[stopped++ % MAX_STOPPED] = route.ssrc;
      }
    }
    forgetRoutes(section);
  }

  /** The m-section's parameters changed: its SSRCs find their place anew. */
  void forgetRoutes(MediaReceiver section) {
    routes.removeIf(route -> route.section == section);
    lastHit = null;
    section.closeAll();
  }

  /** The encoding with this media SSRC, for RTCP; null if unknown. */
  EncodingReceiver encodingOrNull(int ssrc) {
    for (Route route : routes) {
      if (route.ssrc == ssrc && !route.retransmission) {
        return route.encoding;
      }
    }
    return null;
  }

  /** The packet's route, or null: {@link #refusal} says why. */
  Route routeOrNull(RtpPacket packet) {
    Route hit = lastHit;
    if (hit != null && hit.ssrc == packet.ssrc() && hit.payloadType == packet.payloadType()) {
      return hit;
    }
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (route.ssrc == packet.ssrc() && route.payloadType == packet.payloadType()) {
        lastHit = route;
        return route;
      }
    }
    return learn(packet);
  }

  /** Why {@link #routeOrNull} last said no. */
  DropReason refusal() {
    return refusal;
  }

  private Route learn(RtpPacket packet) {
    if (routes.size() >= MAX_ROUTES || learned >= MAX_LEARNED) {
      return refuse(DropReason.TOO_MANY_SSRCS);
    }
    Route known = routeOfSsrcOrNull(packet.ssrc());
    MediaReceiver section = sectionOrNull(packet, known);
    if (section == null) {
      return refuse(DropReason.UNKNOWN_SSRC);
    }
    if (section.formatOfRtx(packet.payloadType()).isPresent()) {
      return learnRetransmission(packet, section, known);
    }
    Optional<PayloadFormat> format = section.format(packet.payloadType());
    if (format.isEmpty()) {
      return refuse(DropReason.UNKNOWN_PAYLOAD_TYPE);
    }
    String rid = rid(packet, section, known);
    if (!section.parameters().rids().isEmpty()
        && !section.parameters().rids().contains(rid)
        && !section.declares(packet.ssrc())) {
      return refuse(DropReason.UNKNOWN_SSRC);
    }
    List<Route> retransmissions = replaceFormer(packet, section, rid);
    EncodingReceiver encoding = section.open(packet.ssrc(), rid, format.get());
    for (Route former : retransmissions) {
      if (format.get().hasRtx()) {
        routes.add(new Route(former.ssrc, section, encoding, format.get().rtxPayloadType(), true));
      }
    }
    return remember(new Route(packet.ssrc(), section, encoding, packet.payloadType(), false));
  }

  private Route learnRetransmission(RtpPacket packet, MediaReceiver section, Route known) {
    Optional<EncodingReceiver> primary =
        known != null && known.retransmission && known.section == section
            ? Optional.of(known.encoding)
            : primaryOf(packet, section);
    if (primary.isEmpty() || primary.get().format().rtxPayloadType() != packet.payloadType()) {
      return refuse(DropReason.STRAY_RETRANSMISSION);
    }
    return remember(new Route(packet.ssrc(), section, primary.get(), packet.payloadType(), true));
  }

  private Optional<EncodingReceiver> primaryOf(RtpPacket packet, MediaReceiver section) {
    String repaired = text(packet, section.idOf(HeaderExtension.REPAIRED_RID));
    String rid = repaired.isEmpty() ? text(packet, section.idOf(HeaderExtension.RID)) : repaired;
    if (!rid.isEmpty() && !section.parameters().rids().isEmpty()) {
      return section.encodingByRid(rid);
    }
    for (RemoteSource source : section.parameters().remoteSources()) {
      if (source.rtxSsrc() == packet.ssrc()) {
        return section.encodingBySsrc(source.ssrc());
      }
    }
    return section.encodings().size() == 1
        ? Optional.of(section.encodings().get(0))
        : Optional.empty();
  }

  /**
   * An encoding has one SSRC at a time: a new one for the same rid takes the former's place.
   *
   * @return the former's retransmission routes, when only its payload type has changed
   */
  private List<Route> replaceFormer(RtpPacket packet, MediaReceiver section, String rid) {
    List<Route> retransmissions = new ArrayList<>();
    boolean severalDeclared =
        section.parameters().rids().isEmpty() && section.parameters().remoteSources().size() > 1;
    for (EncodingReceiver former : List.copyOf(section.encodings())) {
      boolean sameEncoding =
          severalDeclared ? former.ssrc() == packet.ssrc() : former.rid().equals(rid);
      if (sameEncoding) {
        if (former.ssrc() == packet.ssrc()) {
          routes.stream()
              .filter(route -> route.encoding == former && route.retransmission)
              .forEach(retransmissions::add);
        }
        routes.removeIf(route -> route.encoding == former);
        lastHit = null;
        section.close(former);
      }
    }
    return retransmissions;
  }

  private Route routeOfSsrcOrNull(int ssrc) {
    for (Route route : routes) {
      if (route.ssrc == ssrc) {
        return route;
      }
    }
    return null;
  }

  private MediaReceiver sectionOrNull(RtpPacket packet, Route known) {
    for (MediaReceiver section : sectionList) {
      String mid = text(packet, section.idOf(HeaderExtension.MID));
      if (!mid.isEmpty()) {
        return sections.get(mid);
      }
    }
    if (known != null) {
      return known.section;
    }
    for (MediaReceiver section : sectionList) {
      if (section.declares(packet.ssrc())) {
        return section;
      }
    }
    return hasStopped(packet.ssrc()) ? null : onlySectionWith(packet.payloadType());
  }

  private boolean hasStopped(int ssrc) {
    for (int i = 0; i < Math.min(stopped, MAX_STOPPED); i++) {
      if (stoppedSsrcs[i] == ssrc) {
        return true;
      }
    }
    return false;
  }

  private MediaReceiver onlySectionWith(int payloadType) {
    MediaReceiver only = null;
    for (MediaReceiver section : sectionList) {
      if (section.format(payloadType).isPresent() || section.formatOfRtx(payloadType).isPresent()) {
        if (only != null) {
          return null;
        }
        only = section;
      }
    }
    return only;
  }

  /** The encoding's name; empty where no simulcast was agreed, whatever the packet says. */
  private static String rid(RtpPacket packet, MediaReceiver section, Route known) {
    if (section.parameters().rids().isEmpty() || section.parameters().kind() == MediaKind.AUDIO) {
      return "";
    }
    String rid = text(packet, section.idOf(HeaderExtension.RID));
    if (!rid.isEmpty()) {
      return rid;
    }
    return known != null && known.section == section
        ? known.encoding.rid()
        : declaredRid(packet, section);
  }

  /** Firefox declares one SSRC for each rid, in the same order. */
  private static String declaredRid(RtpPacket packet, MediaReceiver section) {
    List<RemoteSource> sources = section.parameters().remoteSources();
    List<String> rids = section.parameters().rids();
    for (int i = 0; sources.size() == rids.size() && i < rids.size(); i++) {
      if (sources.get(i).ssrc() == packet.ssrc()) {
        return rids.get(i);
      }
    }
    return "";
  }

  private static String text(RtpPacket packet, int extensionId) {
    if (extensionId == 0 || !packet.findExtension(extensionId)) {
      return "";
    }
    return new String(
        packet.buffer(),
        packet.extensionOffset(),
        packet.extensionLength(),
        StandardCharsets.US_ASCII);
  }

  private Route remember(Route route) {
    routes.add(route);
    learned++;
    lastHit = route;
    return route;
  }

  private Route refuse(DropReason reason) {
    refusal = reason;
    return null;
  }
}
