package dev.sluice.server.negotiation;

import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.Rid;
import dev.sluice.server.sdp.SsrcGroup;
import dev.sluice.server.sdp.StreamDirection;
import dev.sluice.server.transport.RemoteSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The encodings that a peer announces in one m-section: by RID, by SSRC, or both. */
final class SectionEncodings {

  private static final int MOST_RIDS = 4;
  private static final int MOST_SOURCES = 8;

  private SectionEncodings() {}

  /**
   * The RIDs of a simulcast offer, in the order of {@code a=simulcast}, as many as we follow. One
   * that may not use any of {@code formats} is left out.
   */
  static List<String> rids(MediaSection section, List<PayloadFormat> formats) {
    Map<String, Rid> declared = new LinkedHashMap<>();
    for (Rid rid : section.rids()) {
      if (rid.direction() == StreamDirection.SENDONLY && usable(rid, formats)) {
        declared.putIfAbsent(rid.id(), rid);
      }
    }
    return section.simulcastSend().stream()
        .filter(declared::containsKey)
        .distinct()
        .limit(MOST_RIDS)
        .toList();
  }

  private static boolean usable(Rid rid, List<PayloadFormat> formats) {
    return rid.payloadTypes().isEmpty()
        || formats.stream()
            .map(format -> Integer.toString(format.payloadType()))
            .anyMatch(rid.payloadTypes()::contains);
  }

  /**
   * The declared streams with their retransmission streams: in the order of a SIM group where there
   * is one, else in the order of declaration. FFmpeg declares a retransmission stream by its group
   * alone.
   */
  static List<RemoteSource> remoteSources(MediaSection section) {
    Map<Integer, Integer> rtxSsrcs = new LinkedHashMap<>();
    Set<Integer> ordered = new LinkedHashSet<>();
    Set<Integer> secondary = new HashSet<>();
    for (SsrcGroup group : section.ssrcGroups()) {
      if (group.semantics().equals(SsrcGroup.SIM)) {
        ordered.addAll(group.ssrcs());
      } else if (group.ssrcs().size() == 2) {
        // also FEC-FR: its second stream is none that we would receive media from
        secondary.add(group.ssrcs().get(1));
        if (group.semantics().equals(SsrcGroup.FID)) {
          rtxSsrcs.putIfAbsent(group.ssrcs().get(0), group.ssrcs().get(1));
        }
      }
    }
    ordered.addAll(section.ssrcs());
    ordered.addAll(rtxSsrcs.keySet());
    ordered.removeAll(secondary);
    List<RemoteSource> sources = new ArrayList<>();
    for (int ssrc : ordered) {
      if (sources.size() < MOST_SOURCES) {
        sources.add(new RemoteSource(ssrc, rtxSsrcs.getOrDefault(ssrc, 0)));
      }
    }
    return sources;
  }
}
