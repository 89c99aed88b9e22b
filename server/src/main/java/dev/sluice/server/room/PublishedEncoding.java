package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.KeyframeRequester;
import dev.sluice.server.rtp.AudioLevelExtension;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.codec.FrameSizeReader;
import dev.sluice.server.rtp.codec.KeyframeDetector;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.PacketHistory;
import dev.sluice.server.transport.EncodingReceiver;
import java.util.ArrayList;
import java.util.List;

/**
 * One encoding of a publication: the packets of the present read batch, and the history from which
 * any subscription's retransmissions are answered. A packet's payload is kept here once, however
 * many subscribe.
 *
 * <p>Owned by the room's loop.
 */
final class PublishedEncoding implements EncodingReceiver.Sink {

  /** About two seconds of a 2.5 Mbit/s video, or of the audio. */
  private static final int VIDEO_HISTORY = 1024;

  private static final int AUDIO_HISTORY = 128;

  /** No packet of an Ethernet path is longer; Opus at 510 kbit/s has 1275 bytes in 20 ms. */
  private static final int SLOT_BYTES = 1460;

  private final Publication publication;
  private final EncodingReceiver receiver;
  private final int id;
  private final int index;
  private final PacketHistory history;
  private final KeyframeRequester keyframes = new KeyframeRequester();
  private final FrameSizeReader frameSize = new FrameSizeReader();
  private final List<HistoryPacket> batch = new ArrayList<>();
  private final Codec codec;
  private final int audioLevelId;
  private final int videoOrientationId;

  /**
   * @param id unique among the encodings of a room, for the logs of what was sent
   * @param index its place among the publication's encodings
   */
  PublishedEncoding(
      Publication publication,
      EncodingReceiver receiver,
      ExtensionMap extensions,
      int id,
      int index) {
    this.publication = publication;
    this.id = id;
    this.index = index;
    this.receiver = receiver;
    this.codec = receiver.format().codec();
    boolean video = codec.kind() == MediaKind.VIDEO;
    this.history = new PacketHistory(video ? VIDEO_HISTORY : AUDIO_HISTORY, SLOT_BYTES);
    this.audioLevelId = extensions.idOf(HeaderExtension.AUDIO_LEVEL);
    this.videoOrientationId = extensions.idOf(HeaderExtension.VIDEO_ORIENTATION);
    receiver.deliverTo(this);
  }

  EncodingReceiver receiver() {
    return receiver;
  }

  int id() {
    return id;
  }

  int index() {
    return index;
  }

  Codec codec() {
    return codec;
  }

  PacketHistory history() {
    return history;
  }

  KeyframeRequester keyframes() {
    return keyframes;
  }

  /** What the present read batch brought; valid until {@link #endBatch}. */
  List<HistoryPacket> batch() {
    return batch;
  }

  void endBatch() {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).release();
    }
    batch.clear();
  }

  @Override
  public void onRtp(
      EncodingReceiver encoding,
      RtpPacket packet,
      long extendedSequence,
      long extendedTimestamp,
      long arrivalNanos) {
    HistoryPacket kept = history.put(packet, extendedSequence, extendedTimestamp, arrivalNanos);
    if (kept == null) {
      publication.onUnstorable();
      return;
    }
    readExtensions(packet, kept, arrivalNanos);
    if (packet.payloadLength() > 0
        && codec.kind() == MediaKind.VIDEO
        && KeyframeDetector.startsKeyframe(
            codec, packet.buffer(), packet.payloadOffset(), packet.payloadLength())) {
      kept.keyframeStart(true);
      keyframes.onKeyframe(arrivalNanos);
      if (frameSize.read(codec, packet.buffer(), packet.payloadOffset(), packet.payloadLength())) {
        publication.ladder().onFrameSize(index, frameSize.width(), frameSize.height());
      }
      if (history.get(extendedSequence - 1) != null) {
        // nothing of the keyframe itself, such as an H264 parameter set, is missing before it
        receiver.onKeyframe(extendedSequence);
      }
    }
    // a publisher that jumps by the history's length must not put two packets into one slot here
    kept.hold();
    batch.add(kept);
    publication.onPacket(this, packet.payloadLength(), arrivalNanos);
  }

  private void readExtensions(RtpPacket packet, HistoryPacket kept, long arrivalNanos) {
    if (audioLevelId != 0 && packet.findExtension(audioLevelId) && packet.extensionLength() >= 1) {
      byte level = packet.buffer()[packet.extensionOffset()];
      kept.audioLevel(level & 0xff);
      publication.onAudioLevel(
          AudioLevelExtension.level(level), AudioLevelExtension.voice(level), arrivalNanos);
    }
    if (videoOrientationId != 0
        && packet.findExtension(videoOrientationId)
        && packet.extensionLength() == 1) {
      kept.videoOrientation(packet.buffer()[packet.extensionOffset()] & 0xff);
    }
  }
}
