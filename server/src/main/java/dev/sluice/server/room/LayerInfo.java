package dev.sluice.server.room;

import java.util.Optional;

/**
 * One encoding of the track in a slot.
 *
 * @param rid as the publisher named it; empty when it named none
 * @param encoding its number in the track
 * @param bitrateBps its recent peak
 * @param width of its picture in pixels; 0 when unknown
 * @param height likewise
 * @param active whether packets of it come
 * @param chosen whether it is what the slot is sent
 */
public record LayerInfo(
    Optional<String> rid,
    int encoding,
    long bitrateBps,
    int width,
    int height,
    boolean active,
    boolean chosen) {

  LayerInfo withBitrate(long otherBps) {
    return new LayerInfo(rid, encoding, otherBps, width, height, active, chosen);
  }
}
