package dev.sluice.server.rtp.codec;

import dev.sluice.server.bytes.BigEndian;

/**
 * A view of the VP8 payload descriptor at the start of an RTP payload. RFC 7741 §4.2.
 *
 * <pre>
 *      0 1 2 3 4 5 6 7
 *     |X|R|N|S|R| PID |   required
 * X:  |I|L|T|K| RSV   |
 * I:  |M| PictureID   |   one byte, or two when M is set
 * L:  |   TL0PICIDX   |
 * T/K:|TID|Y| KEYIDX  |
 * </pre>
 */
public final class Vp8Descriptor {

  /** The longest descriptor {@link #rewrite} writes, in bytes. */
  public static final int MAX_LENGTH = 6;

  private byte[] data;
  private int offset;
  private int payloadLength;
  private int length;
  private int extensionBits;
  private int pictureId;
  private int pictureIdBits;
  private int tl0PicIdx;
  private int temporalByte;

  /** Points this view at the payload data[offset, offset+length); false when it is cut short. */
  public boolean wrap(byte[] data, int offset, int length) {
    if (length < 1) {
      return false;
    }
    int end = offset + length;
    int position = offset + 1;
    int bits = 0;
    int newPictureId = 0;
    int newPictureIdBits = 0;
    int newTl0PicIdx = 0;
    int newTemporalByte = 0;
    if ((data[offset] & 0x80) != 0) {
      if (position >= end) {
        return false;
      }
      bits = data[position++] & 0xf0;
      if ((bits & 0x80) != 0) {
        if (position >= end) {
          return false;
        }
        if ((data[position] & 0x80) == 0) {
          newPictureIdBits = 7;
          newPictureId = data[position++];
        } else {
          if (position + 2 > end) {
            return false;
          }
          newPictureIdBits = 15;
          newPictureId = BigEndian.u16(data, position) & 0x7fff;
          position += 2;
        }
      }
      if ((bits & 0x40) != 0) {
        if (position >= end) {
          return false;
        }
        newTl0PicIdx = data[position++] & 0xff;
      }
      if ((bits & 0x30) != 0) {
        if (position >= end) {
          return false;
        }
        newTemporalByte = data[position++] & 0xff;
      }
    }
    this.data = data;
    this.offset = offset;
    this.payloadLength = length;
    this.length = position - offset;
    this.extensionBits = bits;
    this.pictureId = newPictureId;
    this.pictureIdBits = newPictureIdBits;
    this.tl0PicIdx = newTl0PicIdx;
    this.temporalByte = newTemporalByte;
    return true;
  }

  /** The descriptor in bytes, 1 to 6. */
  public int length() {
    return length;
  }

  /** N: no other frame refers to this one. */
  public boolean nonReference() {
    return (data[offset] & 0x20) != 0;
  }

  /** S: the payload starts a VP8 partition. */
  public boolean startOfPartition() {
    return (data[offset] & 0x10) != 0;
  }

  /** PID, 0 to 7. */
  public int partitionId() {
    return data[offset] & 0x07;
  }

  /** True for the first packet of a frame. */
  public boolean startOfFrame() {
    return startOfPartition() && partitionId() == 0;
  }

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

  public boolean hasTl0PicIdx() {
    return (extensionBits & 0x40) != 0;
  }

  /** 0 to 255; 0 when absent. */
  public int tl0PicIdx() {
    return tl0PicIdx;
  }

  public boolean hasTid() {
    return (extensionBits & 0x20) != 0;
  }

  /** Temporal layer, 0 to 3; 0 when absent. */
  public int tid() {
    return hasTid() ? temporalByte >> 6 : 0;
  }

  /** Y: the frame depends on the base layer only, so a receiver may switch up here. */
  public boolean layerSync() {
    return hasTid() && (temporalByte & 0x20) != 0;
  }

  public boolean hasKeyIdx() {
    return (extensionBits & 0x10) != 0;
  }

  /** 0 to 31; 0 when absent. */
  public int keyIdx() {
    return hasKeyIdx() ? temporalByte & 0x1f : 0;
  }

  /** True for the first packet of a keyframe: bit P of the VP8 payload header is 0. §4.3. */
  public boolean keyframe() {
    return startOfFrame() && payloadLength > length && (data[offset + length] & 0x01) == 0;
  }

  /**
   * Writes this descriptor with new numbers into out[outOffset, outOffset+{@link #MAX_LENGTH}). A
   * field that is absent here stays absent; a picture id always becomes 15 bits wide, so that its
   * length does not change within a stream. Reserved bits are cleared.
   *
   * @param newPictureId its low 15 bits are used
   * @param newTl0PicIdx its low 8 bits are used
   * @param newKeyIdx its low 5 bits are used
   * @return the length of the new descriptor in bytes
   */
  public int rewrite(byte[] out, int outOffset, int newPictureId, int newTl0PicIdx, int newKeyIdx) {
    int position = outOffset;
    out[position++] = (byte) (data[offset] & 0xb7);
    if ((data[offset] & 0x80) == 0) {
      return 1;
    }
    out[position++] = (byte) extensionBits;
    if (hasPictureId()) {
      BigEndian.putU16(out, position, 0x8000 | (newPictureId & 0x7fff));
      position += 2;
    }
    if (hasTl0PicIdx()) {
      out[position++] = (byte) newTl0PicIdx;
    }
    if (hasTid() || hasKeyIdx()) {
      int keyBits = hasKeyIdx() ? newKeyIdx : temporalByte;
      out[position++] = (byte) ((temporalByte & 0xe0) | (keyBits & 0x1f));
    }
    return position - outOffset;
  }
}
