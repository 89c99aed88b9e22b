package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.GopCache;
import dev.sluice.server.room.forwarding.HistoryBudget;
import dev.sluice.server.room.forwarding.KeyframeRequester;
import dev.sluice.server.rtp.AudioLevelExtension;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.codec.FrameSizeReader;
import dev.sluice.server.rtp.codec.H264ParameterSets;
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

  private static final long FRESH_KEYFRAME_NANOS = 500_000_000L;

  private final Publication publication;
  private final EncodingReceiver receiver;
  private final int id;
  private final int index;
  private final PacketHistory history;
  private final KeyframeRequester keyframes = new KeyframeRequester();
  private final GopCache gop;
  private final FrameSizeReader frameSize = new FrameSizeReader();
  private final H264ParameterSets parameterSets = new H264ParameterSets();
  private final List<HistoryPacket> batch = new ArrayList<>();
  private final Codec codec;
  private final int audioLevelId;
  private HistoryPacket parameterSetPacket;
  private long parameterSetVersion;

  /**
   * @param id unique among the encodings of a room, for the logs of what was sent
   * @param index its place among the publication's encodings
   * @param budget what the GOP caches of the room may take
   */
  PublishedEncoding(
      Publication publication,
      EncodingReceiver receiver,
      ExtensionMap extensions,
      int id,
      int index,
      HistoryBudget budget) {
    this.publication = publication;
    this.id = id;
    this.index = index;
    this.receiver = receiver;
    this.codec = receiver.format().codec();
    boolean video = codec.kind() == MediaKind.VIDEO;
    this.history = new PacketHistory(video ? VIDEO_HISTORY : AUDIO_HISTORY, SLOT_BYTES);
    this.gop = new GopCache(history, budget);
    this.audioLevelId = extensions.idOf(HeaderExtension.AUDIO_LEVEL);
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

  /** What was sent under this number, the server's own packets included; null when it is gone. */
  HistoryPacket packet(long extendedSequence) {
    boolean own =
        parameterSetPacket != null && parameterSetPacket.extendedSequence() == extendedSequence;
    return own ? parameterSetPacket : history.get(extendedSequence);
  }

  GopCache gop() {
    return gop;
  }

  KeyframeRequester keyframes() {
    return keyframes;
  }

  /**
   * True when who needs a keyframe is to get the cached one: nothing tells that the publisher would
   * send a new one at once.
   */
  boolean offersReplay(long nowNanos) {
    return gop.available() && (!keyframes.answersPromptly() || keyframes.overdue(nowNanos));
  }

  /**
   * True when there is hardly a newer keyframe to be had: one that was asked for while the viewer
   * was still connecting.
   */
  boolean hasFreshKeyframe(long nowNanos) {
    return gop.available() && gop.ageNanos(nowNanos) <= FRESH_KEYFRAME_NANOS;
  }

  /** The packet that must go before {@code first} if a decoder begins there; usually null. */
  HistoryPacket parameterSetsMissingIn(HistoryPacket first) {
    boolean missing =
        parameterSetPacket != null
            && !parameterSets.heldIn(first.data(), first.payloadOffset(), first.payloadLength());
    return missing ? parameterSetPacket : null;
  }

  void onTick() {
    gop.keep(!keyframes.answersPromptly());
  }

  /** Nobody hears of it any more. */
  void close() {
    receiver.deliverNowhere();
    gop.close();
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
    publication.publisher().joining().reach(JoinStage.FIRST_PACKET_IN, arrivalNanos);
    readAudioLevel(packet, kept, arrivalNanos);
    if (codec.kind() == MediaKind.VIDEO) {
      readVideo(kept, arrivalNanos);
    }
    // a publisher that jumps by the history's length must not put two packets into one slot here
    kept.hold();
    batch.add(kept);
    publication.onPacket(this, packet.payloadLength(), arrivalNanos);
  }

  private void readVideo(HistoryPacket kept, long arrivalNanos) {
    byte[] data = kept.data();
    int offset = kept.payloadOffset();
    int length = kept.payloadLength();
    if (codec == Codec.H264 && parameterSets.onPayload(data, offset, length)) {
      keepParameterSets();
    }
    if (KeyframeDetector.startsKeyframe(codec, data, offset, length)) {
      kept.keyframeStart(true);
      publication.publisher().joining().reach(JoinStage.FIRST_KEYFRAME_IN, arrivalNanos);
      keyframes.onKeyframe(arrivalNanos);
      if (frameSize.read(codec, data, offset, length)) {
        publication.ladder().onFrameSize(index, frameSize.width(), frameSize.height());
      }
      if (history.get(kept.extendedSequence() - 1) != null) {
        // nothing of the keyframe itself, such as an H264 parameter set, is missing before it
        receiver.onKeyframe(kept.extendedSequence());
      }
    }
    gop.onPacket(kept);
    if (publication.muted()) {
      gop.forget(); // nobody is to see it, not even later
    }
  }

  private void keepParameterSets() {
    byte[] payload = parameterSets.payload();
    if (payload.length > 0) {
      parameterSetVersion--;
      parameterSetPacket = HistoryPacket.own(payload, parameterSetVersion);
    }
  }

  private void readAudioLevel(RtpPacket packet, HistoryPacket kept, long arrivalNanos) {
    if (audioLevelId != 0 && packet.findExtension(audioLevelId) && packet.extensionLength() >= 1) {
      byte level = packet.buffer()[packet.extensionOffset()];
      kept.audioLevel(level & 0xff);
      publication.onAudioLevel(
          AudioLevelExtension.level(level), AudioLevelExtension.voice(level), arrivalNanos);
    }
  }
}
