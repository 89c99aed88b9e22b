package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.Av1Obu;
import dev.sluice.recorder.codec.Av1SequenceHeader;
import dev.sluice.recorder.codec.CodecConfiguration;
import java.util.Optional;

/**
 * AV1: a payload holds OBUs and pieces of them; those of one timestamp are a temporal unit. RTP
 * payload format for AV1, §4.
 *
 * <pre>
 *   |Z|Y| W |N|-|-|-|   aggregation header
 *   [leb128 size] element, [leb128 size] element, …
 * </pre>
 *
 * Z: the first element continues the OBU of the packet before. Y: the last one goes on in the next
 * packet. W: how many elements, the last of them without a size; 0: all have one. N: a coded video
 * sequence begins.
 */
final class Av1Format implements PayloadFormat {

  private static final int CONTINUES = 0x80;
  private static final int GOES_ON = 0x40;
  private static final int FORBIDDEN = 0x80;

  /** In the first byte of a frame header. AV1 §5.9.2. */
  private static final int SHOW_EXISTING_OR_TYPE = 0xE0;

  private static final int SHOW_FRAME = 0x10;

  private boolean afterLoss;
  private boolean headPresent;
  private boolean fragmentOpen;
  private int obuStart;
  private boolean obuSeen;
  private boolean frameSeen;
  private boolean keyframe;
  private int sequenceHeader;
  private int sequenceHeaderLength;

  @Override
  public void begin(boolean newAfterLoss) {
    afterLoss = newAfterLoss;
    headPresent = !newAfterLoss;
    fragmentOpen = false;
    obuSeen = false;
    frameSeen = false;
    keyframe = false;
    sequenceHeaderLength = 0;
  }

  @Override
  public DropReason append(
      byte[] data, int offset, int length, boolean lossBefore, FrameBuffer frame) {
    if (lossBefore) {
      abandonFragment(frame);
    }
    boolean continues = (data[offset] & CONTINUES) != 0;
    if (continues != fragmentOpen) {
      abandonFragment(frame);
      return afterLoss || lossBefore ? DropReason.INCOMPLETE : DropReason.MALFORMED;
    }
    return elements(data, offset, offset + length, frame);
  }

  private void abandonFragment(FrameBuffer frame) {
    if (fragmentOpen) {
      fragmentOpen = false;
      frame.truncate(obuStart);
    }
  }

  private DropReason elements(byte[] data, int offset, int end, FrameBuffer frame) {
    boolean goesOn = (data[offset] & GOES_ON) != 0;
    int counted = data[offset] >> 4 & 3;
    int at = offset + 1;
    int elements = 0;
    while (at < end && (counted == 0 || elements < counted)) {
      elements++;
      int size = end - at;
      if (elements != counted) {
        size = Av1Obu.leb128(data, at, end);
        at += leb128Bytes(data, at, end);
      }
      if (size < 0 || size > end - at) {
        return DropReason.MALFORMED;
      }
      boolean last = at + size == end;
      DropReason reason = element(data, at, size, last && goesOn, frame);
      if (reason != null) {
        return reason;
      }
      at += size;
    }
    return elements > 0 && elements >= counted ? null : DropReason.MALFORMED;
  }

  /** How many bytes the number at {@code offset} takes as it stands there. */
  private static int leb128Bytes(byte[] data, int offset, int end) {
    int at = offset;
    while (at < end && data[at] < 0) {
      at++;
    }
    return at + 1 - offset;
  }

  private DropReason element(
      byte[] data, int offset, int length, boolean goesOn, FrameBuffer frame) {
    if (!fragmentOpen) {
      obuStart = frame.length();
    }
    frame.append(data, offset, length);
    fragmentOpen = goesOn;
    return goesOn || frame.overflown() || frame.length() == obuStart ? null : finishObu(frame);
  }

  /** Gives the OBU at the end of the frame a size of the least length, or leaves it out. */
  private DropReason finishObu(FrameBuffer frame) {
    byte[] data = frame.data();
    int end = frame.length();
    byte header = data[obuStart];
    int headerEnd = obuStart + Av1Obu.headerLength(header);
    if ((header & FORBIDDEN) != 0 || headerEnd > end) {
      return DropReason.MALFORMED;
    }
    int payload = headerEnd;
    int length = end - payload;
    if (Av1Obu.hasSizeField(header)) {
      length = Av1Obu.leb128(data, headerEnd, end);
      payload += leb128Bytes(data, headerEnd, end);
    }
    if (length < 0 || length > end - payload) {
      return DropReason.MALFORMED;
    }
    int type = Av1Obu.type(header);
    if (!belongsIntoContainers(type)) {
      frame.truncate(obuStart);
      return null;
    }
    writeSize(frame, headerEnd, payload, length);
    if (!frame.overflown()) {
      note(type, frame, frame.length() - length, length);
    }
    return null;
  }

  private static boolean belongsIntoContainers(int type) {
    return type != Av1Obu.TYPE_TEMPORAL_DELIMITER
        && type != Av1Obu.TYPE_TILE_LIST
        && type != Av1Obu.TYPE_PADDING;
  }

  private void writeSize(FrameBuffer frame, int headerEnd, int payload, int length) {
    int newPayload = headerEnd + Av1Obu.leb128Length(length);
    frame.skip(Math.max(0, newPayload - payload));
    if (frame.overflown()) {
      return;
    }
    byte[] data = frame.data();
    System.arraycopy(data, payload, data, newPayload, length);
    Av1Obu.writeLeb128(length, data, headerEnd);
    data[obuStart] |= Av1Obu.HAS_SIZE_FIELD;
    frame.truncate(newPayload + length);
  }

  private void note(int type, FrameBuffer frame, int payload, int length) {
    if (type == Av1Obu.TYPE_SEQUENCE_HEADER && sequenceHeaderLength == 0) {
      headPresent |= !obuSeen;
      sequenceHeader = obuStart;
      sequenceHeaderLength = frame.length() - obuStart;
    }
    obuSeen = true;
    boolean header = type == Av1Obu.TYPE_FRAME || type == Av1Obu.TYPE_FRAME_HEADER;
    if (header && !frameSeen) {
      frameSeen = true;
      int first = length > 0 ? frame.data()[payload] : 0;
      boolean shownKeyframe = (first & (SHOW_EXISTING_OR_TYPE | SHOW_FRAME)) == SHOW_FRAME;
      keyframe = shownKeyframe && sequenceHeaderLength > 0;
    }
  }

  @Override
  public DropReason end(boolean whole, FrameBuffer frame, FrameTraits traits) {
    traits.picture = frameSeen;
    traits.headPresent = headPresent;
    traits.keyframe = whole && keyframe;
    return whole && fragmentOpen ? DropReason.MALFORMED : null;
  }

  @Override
  public Optional<CodecConfiguration> configuration(FrameBuffer frame) {
    return Av1SequenceHeader.configuration(frame.data(), sequenceHeader, sequenceHeaderLength);
  }
}
