package dev.sluice.server.negotiation;

import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.sdp.ExtMap;
import dev.sluice.server.sdp.MediaSection;
import dev.sluice.server.sdp.StreamDirection;
import dev.sluice.server.transport.Direction;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The header extensions of one m-section. Ids are the offer's and differ between m-sections. */
final class SectionExtensions {

  /** What we have no use for in streams that we send. */
  private static final Set<HeaderExtension> RECEIVE_ONLY =
      Set.of(
          HeaderExtension.RID,
          HeaderExtension.REPAIRED_RID,
          HeaderExtension.TRANSPORT_CC,
          HeaderExtension.ABS_SEND_TIME);

  /** Known, but nothing uses it yet. */
  private static final Set<HeaderExtension> NOT_AGREED =
      Set.of(HeaderExtension.DEPENDENCY_DESCRIPTOR);

  private final Map<HeaderExtension, ExtMap> offered = new EnumMap<>(HeaderExtension.class);

  private SectionExtensions() {}

  /**
   * The offered extensions that serve in {@code direction}; where several lines claim one id or one
   * extension, the first counts.
   */
  static SectionExtensions of(MediaSection section, Direction direction) {
    SectionExtensions extensions = new SectionExtensions();
    Set<Integer> ids = new HashSet<>();
    for (ExtMap line : section.extMaps()) {
      Optional<HeaderExtension> extension = HeaderExtension.of(line.uri());
      if (ids.add(line.id())
          && extension.isPresent()
          && !NOT_AGREED.contains(extension.get())
          && serves(extension.get(), line, direction)) {
        extensions.offered.putIfAbsent(extension.get(), line);
      }
    }
    return extensions;
  }

  private static boolean serves(HeaderExtension extension, ExtMap line, Direction direction) {
    StreamDirection peer = line.direction().orElse(StreamDirection.SENDRECV);
    boolean whenReceiving = direction != Direction.SEND && peer.sends();
    boolean whenSending =
        direction != Direction.RECEIVE && peer.receives() && !RECEIVE_ONLY.contains(extension);
    return whenReceiving || whenSending;
  }

  /** Those of these that {@code ours} has under the same id. */
  SectionExtensions within(SectionExtensions ours) {
    SectionExtensions common = new SectionExtensions();
    offered.forEach(
        (extension, line) -> {
          ExtMap offer = ours.offered.get(extension);
          if (offer != null && offer.id() == line.id()) {
            common.offered.put(extension, line);
          }
        });
    return common;
  }

  boolean has(HeaderExtension extension) {
    return offered.containsKey(extension);
  }

  /** Agrees to one way of bandwidth estimation only. */
  void settleCongestionControl(boolean transportCc) {
    offered.remove(transportCc ? HeaderExtension.ABS_SEND_TIME : HeaderExtension.TRANSPORT_CC);
  }

  ExtensionMap map() {
    Map<HeaderExtension, Integer> ids = new EnumMap<>(HeaderExtension.class);
    offered.forEach((extension, line) -> ids.put(extension, line.id()));
    return new ExtensionMap(ids);
  }

  /** The answer's {@code a=extmap} lines. */
  List<ExtMap> lines() {
    return offered.values().stream()
        .map(
            line ->
                new ExtMap(line.id(), line.direction().map(StreamDirection::reversed), line.uri()))
        .toList();
  }
}
