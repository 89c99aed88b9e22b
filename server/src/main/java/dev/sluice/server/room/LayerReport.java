package dev.sluice.server.room;

import dev.sluice.server.rtp.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one viewer has been told of the encodings in its video slots. Owned by the room's loop. */
final class LayerReport {

  /** A bitrate that is off by less than this share is no news. */
  private static final double NEWS = 0.25;

  private final Participant viewer;
  private List<SlotLayers> told = List.of();

  LayerReport(Participant viewer) {
    this.viewer = viewer;
  }

  /** The encodings as they are, when that is news; it counts as told then. */
  Optional<List<SlotLayers>> takeChange() {
    List<SlotLayers> now = new ArrayList<>();
    for (Subscription slot : viewer.slots()) {
      if (slot.kind() == MediaKind.VIDEO) {
        now.add(new SlotLayers(slot.mid(), slot.layers()));
      }
    }
    if (!isNews(now)) {
      return Optional.empty();
    }
    told = List.copyOf(now);
    return Optional.of(told);
  }

  private boolean isNews(List<SlotLayers> now) {
    if (now.size() != told.size()) {
      return true;
    }
    for (int i = 0; i < now.size(); i++) {
      SlotLayers slot = now.get(i);
      SlotLayers before = told.get(i);
      if (!slot.mid().equals(before.mid()) || isNews(slot.layers(), before.layers())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNews(List<LayerInfo> now, List<LayerInfo> before) {
    if (now.size() != before.size()) {
      return true;
    }
    for (int i = 0; i < now.size(); i++) {
      LayerInfo layer = now.get(i);
      LayerInfo old = before.get(i);
      boolean otherwiseEqual = layer.equals(old.withBitrate(layer.bitrateBps()));
      if (!otherwiseEqual || farApart(layer.bitrateBps(), old.bitrateBps())) {
        return true;
      }
    }
    return false;
  }

  private static boolean farApart(long one, long other) {
    return Math.abs(one - other) > NEWS * Math.max(one, other);
  }
}
