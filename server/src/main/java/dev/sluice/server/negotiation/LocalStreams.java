package dev.sluice.server.negotiation;

import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.transport.RemoteSource;
import dev.sluice.server.transport.SendSource;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The streams we send, by mid. Each keeps its SSRCs and its place among the slots as long as its
 * m-section lives, also while that is inactive.
 */
final class LocalStreams {

  /**
   * One stream.
   *
   * @param rtxSsrc reserved even while no format has RTX
   * @param slot counts the streams of its kind from 0
   */
  record LocalStream(MediaKind kind, int ssrc, int rtxSsrc, int slot) {}

  private final Map<String, LocalStream> byMid;

  private LocalStreams(Map<String, LocalStream> byMid) {
    this.byMid = byMid;
  }

  static LocalStreams none() {
    return new LocalStreams(Map.of());
  }

  /** The streams after another offer: this object stays as it is, in case the offer is refused. */
  LocalStreams after(List<AcceptedSection> sections, SecureRandom random) {
    Map<String, LocalStream> kept = new HashMap<>();
    Set<Integer> used = new HashSet<>(Set.of(0));
    for (AcceptedSection section : sections) {
      LocalStream before = byMid.get(section.mid());
      if (before != null && before.kind() == section.kind()) {
        kept.put(section.mid(), before);
        used.add(before.ssrc());
        used.add(before.rtxSsrc());
      }
      for (RemoteSource remote : section.remoteSources()) {
        used.add(remote.ssrc());
        used.add(remote.rtxSsrc());
      }
    }
    for (AcceptedSection section : sections) {
      if (section.direction().sends() && !kept.containsKey(section.mid())) {
        int slot = freeSlot(kept, section.kind());
        int ssrc = freshSsrc(used, random);
        int rtxSsrc = freshSsrc(used, random);
        kept.put(section.mid(), new LocalStream(section.kind(), ssrc, rtxSsrc, slot));
      }
    }
    return new LocalStreams(kept);
  }

  private static int freeSlot(Map<String, LocalStream> streams, MediaKind kind) {
    Set<Integer> taken = new HashSet<>();
    streams.values().stream()
        .filter(stream -> stream.kind() == kind)
        .forEach(stream -> taken.add(stream.slot()));
    int slot = 0;
    while (taken.contains(slot)) {
      slot++;
    }
    return slot;
  }

  private static int freshSsrc(Set<Integer> used, SecureRandom random) {
    int ssrc = random.nextInt();
    while (!used.add(ssrc)) {
      ssrc = random.nextInt();
    }
    return ssrc;
  }

  /** What we send in {@code section}; empty unless its direction sends. */
  Optional<SendSource> sendSource(AcceptedSection section, String cname) {
    if (!section.direction().sends()) {
      return Optional.empty();
    }
    LocalStream stream = byMid.get(section.mid());
    return Optional.of(
        new SendSource(stream.ssrc(), section.hasRtx() ? stream.rtxSsrc() : 0, cname));
  }

  /** The slot number of a section that sends. */
  int slot(AcceptedSection section) {
    return byMid.get(section.mid()).slot();
  }
}
