package dev.sluice.server.signaling.whep;

import dev.sluice.server.room.LayerInfo;
import dev.sluice.server.room.SlotLayers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data of {@code layers} events, and what was told last: a choice of layers refers to it.
 *
 * <p>A layer is an encoding of a simulcast track. It is named by its rid; an encoding without rid
 * has its number in place of a {@code spatialLayerId}. Bitrate is told while it flows. Owned by the
 * session loop.
 */
final class LayerDescriptions {

  private final List<String> mids;
  private List<SlotLayers> latest = List.of();

  /**
   * @param mids of all m-lines in their order
   */
  LayerDescriptions(List<String> mids) {
    this.mids = mids;
  }

  /** The JSON text; it counts as told. */
  String describe(List<SlotLayers> slots) {
    latest = slots;
    Map<String, Object> byLine = new LinkedHashMap<>();
    for (SlotLayers slot : slots) {
      List<Map<String, Object>> layers = new ArrayList<>();
      slot.layers().forEach(layer -> layers.add(describe(layer)));
      byLine.put(Integer.toString(mids.indexOf(slot.mid())), layers);
    }
    return Json.write(byLine);
  }

  private static Map<String, Object> describe(LayerInfo layer) {
    Map<String, Object> json = new LinkedHashMap<>();
    layer
        .rid()
        .ifPresentOrElse(
            rid -> json.put("rid", rid), () -> json.put("spatialLayerId", layer.encoding()));
    if (layer.active()) {
      json.put("bitrate", layer.bitrateBps());
    }
    if (layer.width() > 0 && layer.height() > 0) {
      json.put("width", layer.width());
      json.put("height", layer.height());
    }
    return json;
  }

  /** What was told last of an m-section; empty before anything was. */
  Optional<List<LayerInfo>> layers(String mid) {
    return latest.stream()
        .filter(slot -> slot.mid().equals(mid))
        .map(SlotLayers::layers)
        .filter(layers -> !layers.isEmpty())
        .findFirst();
  }
}
