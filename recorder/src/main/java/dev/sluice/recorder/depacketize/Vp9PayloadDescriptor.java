package dev.sluice.recorder.depacketize;

/**
 * What stands before a piece of a VP9 layer frame. RFC 9628 §4.2.
 *
 * <pre>
 *      |I|P|L|F|B|E|V|Z|   required
 * I:   |M| PICTURE ID  |   one byte, or two when M is set
 * L:   | TID |U| SID |D|
 *      |   TL0PICIDX   |   only with L and without F
 * P,F: | P_DIFF      |N|   up to three, while N is set
 * V:   | N_S |Y|G|-----|   layers - 1; Y: u16 width, u16 height of each; G: picture group
 * G:   | N_G           |
 *      | TID |U| R |---|   for each picture, and R bytes
 * </pre>
 */
final class Vp9PayloadDescriptor {

  private static final int MAX_REFERENCES = 3;

  private byte[] data;
  private int at;
  private int end;
  private int flags;
  private int layerByte;
  private int baseIndex;
  private int width;
  private int height;

  /**
   * Reads the descriptor at the start of data[offset, offset+length).
   *
   * @return its length in bytes; 0 when it is cut short or impossible
   */
  int read(byte[] newData, int offset, int length) {
    data = newData;
    at = offset;
    end = offset + length;
    flags = next();
    layerByte = 0;
    baseIndex = 0;
    width = 0;
    height = 0;
    if (has(0x80) && next() >= 0x80) {
      next();
    }
    if (hasLayer()) {
      layerByte = next();
      baseIndex = isFlexible() ? 0 : next();
    }
    boolean possible = skipReferences();
    if (has(0x02)) {
      readScalabilityStructure();
    }
    return possible && at <= end ? at - offset : 0;
  }

  private boolean has(int flag) {
    return (flags & flag) != 0;
  }

  private boolean isFlexible() {
    return has(0x10);
  }

  /** The stream has layers, spatial or temporal. */
  boolean hasLayer() {
    return has(0x20);
  }

  /** The payload begins a layer frame. */
  boolean startsFrame() {
    return has(0x08);
  }

  /** The frames of temporal layer 0 are counted. */
  boolean hasBaseIndex() {
    return hasLayer() && !isFlexible();
  }

  int baseIndex() {
    return baseIndex;
  }

  int temporalLayer() {
    return layerByte >> 5;
  }

  boolean switchingUpPoint() {
    return (layerByte & 0x10) != 0;
  }

  int spatialLayer() {
    return layerByte >> 1 & 7;
  }

  /** Of the highest spatial layer, in pixels; 0 when it is not told. */
  int width() {
    return width;
  }

  /** Of the highest spatial layer, in pixels; 0 when it is not told. */
  int height() {
    return height;
  }

  private boolean skipReferences() {
    if (!isFlexible() || !has(0x40)) {
      return true;
    }
    int references = 1;
    while ((next() & 1) != 0) {
      references++;
    }
    return references <= MAX_REFERENCES;
  }

  private void readScalabilityStructure() {
    int structure = next();
    int layers = (structure >> 5) + 1;
    if ((structure & 0x10) != 0) {
      for (int i = 0; i < layers; i++) {
        width = next() << 8 | next();
        height = next() << 8 | next();
      }
    }
    if ((structure & 0x08) != 0) {
      int pictures = next();
      for (int i = 0; i < pictures; i++) {
        int references = next() >> 2 & 3;
        at += references;
      }
    }
  }

  /** Zero beyond the end, which {@link #read} finds out afterwards. */
  private int next() {
    int value = at < end ? data[at] & 0xFF : 0;
    at++;
    return value;
  }
}
