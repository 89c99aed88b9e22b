package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.Vp9FrameHeader;
import dev.sluice.recorder.codec.Vp9LayerHeader;
import dev.sluice.recorder.codec.Vp9Superframe;
import java.util.Optional;

/**
 * VP9: a picture is the frames of all its spatial layers, which have one timestamp. When there are
 * several, an index behind them tells decoders so, and all but the highest are hidden from those
 * who show every frame. RFC 9628 §3, §4.2.
 */
final class Vp9Format implements PayloadFormat {

  private final Vp9PayloadDescriptor descriptor = new Vp9PayloadDescriptor();
  private final Vp9LayerHeader header = new Vp9LayerHeader();
  private final int[] layerLengths = new int[Vp9Superframe.MAX_FRAMES];
  private int layerFrames;
  private int layerStart;
  private boolean described;
  private boolean headPresent;
  private boolean layersTold;
  private boolean layered;
  private int temporalLayer;
  private int baseIndex;
  private boolean switchingUpPoint;
  private int width;
  private int height;

  @Override
  public void begin(boolean afterLoss) {
    layerFrames = 0;
    layerStart = 0;
    described = false;
    headPresent = false;
    width = 0;
    height = 0;
  }

  @Override
  public DropReason append(
      byte[] data, int offset, int length, boolean afterLoss, FrameBuffer frame) {
    int skipped = descriptor.read(data, offset, length);
    if (skipped == 0 || skipped == length) {
      return DropReason.MALFORMED;
    }
    if (!described) {
      describe();
    }
    if (descriptor.width() > 0 && descriptor.height() > 0) {
      width = descriptor.width();
      height = descriptor.height();
    }
    if (descriptor.startsFrame()) {
      if (layerFrames == Vp9Superframe.MAX_FRAMES) {
        return DropReason.MALFORMED;
      }
      if (layerFrames > 0) {
        closeLayer(frame, true);
      }
      layerStart = frame.length();
      layerFrames++;
    }
    frame.append(data, offset + skipped, length - skipped);
    return null;
  }

  /** By its first packet: spatial layers share what is temporal. */
  private void describe() {
    described = true;
    headPresent = descriptor.startsFrame() && descriptor.spatialLayer() == 0;
    layersTold = descriptor.hasLayer();
    layered = descriptor.hasBaseIndex();
    temporalLayer = descriptor.temporalLayer();
    baseIndex = descriptor.baseIndex();
    switchingUpPoint = descriptor.switchingUpPoint();
  }

  private void closeLayer(FrameBuffer frame, boolean hidden) {
    int length = frame.length() - layerStart;
    boolean readable = layersTold && header.read(frame.data(), layerStart, length);
    if (hidden && readable) {
      frame.skip(1); // that hiding may need
      if (!frame.overflown()) {
        length = header.hide(frame.data(), layerStart, length);
        frame.truncate(layerStart + length);
      }
    }
    layerLengths[layerFrames - 1] = length;
  }

  @Override
  public DropReason end(boolean whole, FrameBuffer frame, FrameTraits traits) {
    traits.picture = true;
    traits.headPresent = headPresent;
    if (described && layered) {
      traits.layered = true;
      traits.temporalLayer = temporalLayer;
      traits.baseIndex = baseIndex;
      traits.switchingUpPoint = switchingUpPoint;
    }
    if (!whole || !headPresent) {
      return null;
    }
    if ((frame.data()[0] & 0xC0) != 0x80) { // frame_marker of the bitstream
      return DropReason.MALFORMED;
    }
    traits.keyframe = Vp9FrameHeader.isKeyframe(frame.data(), 0, frame.length());
    return joinLayers(frame) ? null : DropReason.TOO_LARGE;
  }

  private boolean joinLayers(FrameBuffer frame) {
    closeLayer(frame, false);
    if (layerFrames > 1) {
      int index = frame.length();
      frame.skip(Vp9Superframe.indexLength(layerLengths, layerFrames));
      if (frame.overflown()) {
        return false;
      }
      Vp9Superframe.writeIndex(layerLengths, layerFrames, frame.data(), index);
    }
    return true;
  }

  /** The first frame's header tells the size of the lowest layer only. */
  @Override
  public Optional<CodecConfiguration> configuration(FrameBuffer frame) {
    Optional<CodecConfiguration> lowest =
        Vp9FrameHeader.configuration(frame.data(), 0, frame.length());
    if (layerFrames > 1 && layersTold && header.width() > 0) {
      return lowest.map(found -> found.ofSize(header.width(), header.height()));
    }
    if (layerFrames > 1 && width > 0) {
      return lowest.map(found -> found.ofSize(width, height));
    }
    return lowest;
  }
}
