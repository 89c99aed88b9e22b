package dev.sluice.server.room;

import java.util.List;

/**
 * The encodings of the track in one video slot; none while the slot is empty.
 *
 * @param mid the slot's m-section in the viewer's session
 */
public record SlotLayers(String mid, List<LayerInfo> layers) {
  public SlotLayers {
    layers = List.copyOf(layers);
  }
}
