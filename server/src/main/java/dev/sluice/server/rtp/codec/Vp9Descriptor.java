package dev.sluice.server.rtp.codec;

import dev.sluice.server.bytes.BigEndian;

/**
 * A view of the VP9 payload descriptor at the start of an RTP payload. RFC 9628 §4.2.
 *
 * <pre>
 *      0 1 2 3 4 5 6 7
 *     |I|P|L|F|B|E|V|Z|   required
 * I:  |M| PICTURE ID  |   one byte, or two when M is set
 * L:  | TID |U| SID |D|
 *     |   TL0PICIDX   |   only with L and without F
 * P,F:| P_DIFF      |N|   up to three, while N is set
 * V:  | SS ...        |   scalability structure
 * </pre>
 */
public final class Vp9Descriptor {

  /** Spatial layers a scalability structure can name. */
  public static final int MAX_SPATIAL_LAYERS = 8;

  private static final int MAX_REFERENCES = 3;

  private byte[] data;
  private int end;
  private int position;
  private int length;
  private int bits;
  private int pictureId;
  private int pictureIdBits;
  private int layerByte;
  private int tl0PicIdx;
  private int spatialLayerCount;
  private int sizesOffset;

  /** Points this view at the payload data[offset, offset+length); false when it is cut short. */
  public boolean wrap(byte[] data, int offset, int length) {
    if (length < 1) {
      return false;
    }
    this.data = data;
    this.end = offset + length;
    this.position = offset + 1;
    this.bits = data[offset] & 0xff;
    this.pictureId = 0;
    this.pictureIdBits = 0;
    this.layerByte = 0;
    this.tl0PicIdx = 0;
    this.spatialLayerCount = 0;
    this.sizesOffset = -1;
    boolean whole =
        readPictureId() && readLayerIndices() && readReferences() && readScalabilityStructure();
    this.length = position - offset;
    return whole;
  }

  /** The descriptor in bytes. */
  public int length() {
    return length;
  }

  /** I. */
  public boolean hasPictureId() {
    return pictureIdBits != 0;
  }

  /** 0 to 127 or 0 to 32767, see {@link #pictureIdBits}; 0 when absent. */
  public int pictureId() {
    return pictureId;
  }

  /** 7 or 15; 0 when there is no picture id. */
  public int pictureIdBits() {
    return pictureIdBits;
  }

  /** P: the frame refers to earlier pictures. */
  public boolean interPicturePredicted() {
    return (bits & 0x40) != 0;
  }

  /** L: {@link #tid} and {@link #sid} are told. */
  public boolean hasLayerIndices() {
    return (bits & 0x20) != 0;
  }

  /** F: references are listed in each packet. */
  public boolean flexibleMode() {
    return (bits & 0x10) != 0;
  }

  /** B: first packet of a layer frame. */
  public boolean startOfFrame() {
    return (bits & 0x08) != 0;
  }

  /** E: last packet of a layer frame. */
  public boolean endOfFrame() {
    return (bits & 0x04) != 0;
  }

  /** V: a scalability structure follows. */
  public boolean hasScalabilityStructure() {
    return (bits & 0x02) != 0;
  }

  /** Z: no higher spatial layer of this picture refers to the frame. */
  public boolean notUsedForInterLayerPrediction() {
    return (bits & 0x01) != 0;
  }

  /** Temporal layer, 0 to 7; 0 when absent. */
  public int tid() {
    return layerByte >> 5;
  }

  /** U: a receiver may switch up in time here. */
  public boolean switchingUpPoint() {
    return (layerByte & 0x10) != 0;
  }

  /** Spatial layer, 0 to 7; 0 when absent. */
  public int sid() {
    return (layerByte >> 1) & 0x07;
  }

  /** D: the frame refers to the next lower spatial layer of its picture. */
  public boolean interLayerDependency() {
    return (layerByte & 0x01) != 0;
  }

  public boolean hasTl0PicIdx() {
    return hasLayerIndices() && !flexibleMode();
  }

  /** 0 to 255; 0 when absent. */
  public int tl0PicIdx() {
    return tl0PicIdx;
  }

  /** True for the first packet of a keyframe: base spatial layer, not predicted. */
  public boolean keyframe() {
    return startOfFrame() && !interPicturePredicted() && sid() == 0;
  }

  /** Spatial layers named by the scalability structure, 1 to 8; 0 without a structure. */
  public int spatialLayerCount() {
    return spatialLayerCount;
  }

  /** Width of {@code spatialLayer} in pixels; 0 when the structure tells no sizes. */
  public int width(int spatialLayer) {
    return sizeAt(spatialLayer, 0);
  }

  /** Height of {@code spatialLayer} in pixels; 0 when the structure tells no sizes. */
  public int height(int spatialLayer) {
    return sizeAt(spatialLayer, 2);
  }

  private int sizeAt(int spatialLayer, int field) {
    if (sizesOffset < 0 || spatialLayer < 0 || spatialLayer >= spatialLayerCount) {
      return 0;
    }
    return BigEndian.u16(data, sizesOffset + spatialLayer * 4 + field);
  }

  private boolean readPictureId() {
    if ((bits & 0x80) == 0) {
      return true;
    }
    if (position >= end) {
      return false;
    }
    if ((data[position] & 0x80) == 0) {
      pictureIdBits = 7;
      pictureId = data[position++];
      return true;
    }
    if (position + 2 > end) {
      return false;
    }
    pictureIdBits = 15;
    pictureId = BigEndian.u16(data, position) & 0x7fff;
    position += 2;
    return true;
  }

  private boolean readLayerIndices() {
    if (!hasLayerIndices()) {
      return true;
    }
    if (position >= end) {
      return false;
    }
    layerByte = data[position++] & 0xff;
    if (flexibleMode()) {
      return true;
    }
    if (position >= end) {
      return false;
    }
    tl0PicIdx = data[position++] & 0xff;
    return true;
  }

  private boolean readReferences() {
    if (!flexibleMode() || !interPicturePredicted()) {
      return true;
    }
    for (int i = 0; i < MAX_REFERENCES; i++) {
      if (position >= end) {
        return false;
      }
      if ((data[position++] & 0x01) == 0) {
        return true;
      }
    }
    return false; // a fourth reference is announced, which VP9 does not have
  }

  /** §4.2.1: layer count, optional sizes, optional list of the pictures in a group. */
  private boolean readScalabilityStructure() {
    if (!hasScalabilityStructure()) {
      return true;
    }
    if (position >= end) {
      return false;
    }
    int header = data[position++] & 0xff;
    spatialLayerCount = (header >> 5) + 1;
    if ((header & 0x10) != 0) {
      int sizesLength = spatialLayerCount * 4;
      if (position + sizesLength > end) {
        return false;
      }
      sizesOffset = position;
      position += sizesLength;
    }
    if ((header & 0x08) != 0) {
      return readPictureGroup();
    }
    return true;
  }

  private boolean readPictureGroup() {
    if (position >= end) {
      return false;
    }
    int pictures = data[position++] & 0xff;
    for (int i = 0; i < pictures; i++) {
      if (position >= end) {
        return false;
      }
      int references = (data[position++] >> 2) & 0x03;
      if (position + references > end) {
        return false;
      }
      position += references;
    }
    return true;
  }
}
