package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.LayerSelector;
import dev.sluice.server.room.forwarding.SizeLimits;
import dev.sluice.server.room.forwarding.StreamRewriter;
import dev.sluice.server.room.forwarding.Vp8Rewriter;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.FormatMatcher;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.codec.Vp8Descriptor;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.stream.SentLog;
import dev.sluice.server.transport.RtpSender;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One receive slot of a participant and the track in it. The slot's outgoing stream goes on without
 * a seam whatever track is put into it: this class chooses the encoding, gives every packet its new
 * numbers, and answers NACKs from the histories of the encodings it has forwarded.
 *
 * <p>Owned by the room's loop.
 */
final class Subscription {

  /**
   * Sources whose histories may still be asked for: more switches than this do not fit into a round
   * trip.
   */
  private static final int RECENT_SOURCES = 4;

  private static final int NO_FIELDS = 0;

  private final Participant subscriber;
  private final RtpSender sender;
  private final EgressPlan plan;
  private final StreamRewriter rewriter;
  private final Vp8Rewriter vp8;
  private final Vp8Descriptor descriptor = new Vp8Descriptor();
  private final Source[] recent = new Source[RECENT_SOURCES];
  private final byte[] prefix = new byte[EgressPlan.MAX_PREFIX];

  private Publication publication;
  private SlotBinding told;
  private boolean pinned;
  private LayerSelector selector;
  private Source source;
  private boolean hidden;
  private SizeLimits limits = SizeLimits.NONE;
  private LayerChoice choice = LayerChoice.AUTOMATIC;
  private boolean switchPostponed;
  private int nextRecent;
  private long retransmitted;

  /** An encoding that was or is forwarded, and the receiver's format for it. */
  private record Source(PublishedEncoding encoding, PayloadFormat format) {}

  Subscription(Participant subscriber, RtpSender sender, EgressPlan plan) {
    this.subscriber = subscriber;
    this.sender = sender;
    this.plan = plan;
    this.rewriter =
        new StreamRewriter(
            kind(),
            sender.stream().clockRate(),
            sender.stream().firstSequence(),
            sender.stream().firstTimestamp());
    this.vp8 = new Vp8Rewriter(sender.stream().firstTimestamp());
    sender.reportTimestamps(rewriter::timestampAt);
  }

  String mid() {
    return sender.parameters().mid();
  }

  MediaKind kind() {
    return sender.parameters().kind();
  }

  RtpSender sender() {
    return sender;
  }

  SlotBinding binding() {
    return new SlotBinding(
        mid(), kind(), Optional.ofNullable(publication).map(Publication::id), pinned);
  }

  /** The binding, if it is not the one that was told last; it counts as told then. */
  Optional<SlotBinding> takeChange() {
    SlotBinding now = binding();
    if (now.equals(told)) {
      return Optional.empty();
    }
    told = now;
    return Optional.of(now);
  }

  Optional<Publication> publication() {
    return Optional.ofNullable(publication);
  }

  boolean bound() {
    return publication != null;
  }

  boolean pinned() {
    return pinned;
  }

  /** Packets sent again on request. */
  long retransmitted() {
    return retransmitted;
  }

  /** True when the slot's agreed formats include one for this track. */
  boolean canCarry(Publication candidate) {
    return candidate.kind() == kind() && formatFor(candidate).isPresent();
  }

  private Optional<PayloadFormat> formatFor(Publication candidate) {
    return FormatMatcher.match(candidate.format(), sender.parameters().formats());
  }

  // ---- what is shown

  void pin(Publication chosen) {
    bind(Optional.of(chosen));
    pinned = true;
  }

  void unpin() {
    pinned = false;
  }

  /** Puts a track into the slot, or none. The same track again changes nothing. */
  void bind(Optional<Publication> chosen) {
    if (chosen.orElse(null) == publication) {
      return;
    }
    if (publication != null) {
      publication.unsubscribe(this);
    }
    publication = chosen.orElse(null);
    pinned = false;
    selector = null;
    sender.active(publication != null);
    restart();
    if (publication == null) {
      // an empty slot must not keep the history of who was in it
      Arrays.fill(recent, null);
    } else {
      selector = new LayerSelector(publication.ladder());
      direct();
      publication.subscribe(this);
    }
  }

  /** What comes next begins anew: with a keyframe, and with a seamless change of numbers. */
  void restart() {
    source = null;
    switchPostponed = false;
    if (selector != null) {
      selector.reset();
    }
  }

  void hint(int width, int height, long nowNanos) {
    boolean wasHidden = hidden;
    hidden = width == 0 && height == 0;
    limits = limits.shownAt(width, height);
    direct();
    if (hidden && !wasHidden) {
      restart();
    } else if (wasHidden && !hidden) {
      requestKeyframe(nowNanos);
    }
  }

  /** What the subscriber wants; the next keyframe of it will do, and is asked for. */
  void choose(LayerChoice newChoice, long nowNanos) {
    choice = newChoice;
    limits = limits.within(choice.maxWidth().orElse(0), choice.maxHeight().orElse(0));
    direct();
    onTick(nowNanos);
  }

  private void direct() {
    if (selector != null) {
      selector.direct(publication.indexOf(choice), limits);
    }
  }

  /** The encodings of what is shown. */
  List<LayerInfo> layers() {
    return publication == null ? List.of() : publication.layers(selector.current());
  }

  void onEncodingRemoved(PublishedEncoding encoding) {
    if (source != null && source.encoding() == encoding) {
      restart();
    }
    for (int i = 0; i < recent.length; i++) {
      if (recent[i] != null && recent[i].encoding() == encoding) {
        recent[i] = null;
      }
    }
  }

  /** Asks for a keyframe of what is shown, or of what is to be shown. */
  void requestKeyframe(long nowNanos) {
    if (publication == null || hidden || kind() == MediaKind.AUDIO) {
      return;
    }
    if (source != null) {
      publication.requestKeyframe(source.encoding(), nowNanos);
      return;
    }
    selector.update();
    PublishedEncoding wanted = publication.encodingOrNull(selector.target());
    if (wanted != null) {
      publication.requestKeyframe(wanted, nowNanos);
    }
  }

  /** Follows the layers that come alive and die. */
  void onTick(long nowNanos) {
    if (publication == null || hidden || kind() == MediaKind.AUDIO) {
      return;
    }
    selector.update();
    PublishedEncoding wanted = publication.encodingOrNull(selector.keyframeNeeded());
    if (wanted != null && !wanted.keyframes().waiting() && !publication.muted()) {
      publication.requestKeyframe(wanted, nowNanos);
    }
  }

  // ---- forwarding

  void forwardBatch(long nowNanos) {
    if (hidden || !subscriber.transport().connected()) {
      return;
    }
    List<PublishedEncoding> encodings = publication.encodings();
    for (int i = 0; i < encodings.size(); i++) {
      PublishedEncoding encoding = encodings.get(i);
      List<HistoryPacket> batch = encoding.batch();
      for (int j = 0; j < batch.size(); j++) {
        offer(encoding, batch.get(j), nowNanos);
      }
    }
    if (!plan.isEmpty()) {
      plan.send(sender, source.format());
    }
  }

  /** Forwarding threw: the subscriber's transport ends with its cause. */
  void abandon(RuntimeException cause) {
    plan.clear();
    subscriber.abandon(cause);
  }

  private void offer(PublishedEncoding encoding, HistoryPacket packet, long nowNanos) {
    boolean shown = source != null && source.encoding() == encoding;
    if (packet.payloadLength() == 0) {
      if (shown) {
        rewriter.exclude(packet.extendedSequence());
      }
      return;
    }
    if (!shown && !switchTo(encoding, packet, nowNanos)) {
      return;
    }
    plan(encoding, packet);
  }

  /** True when the packet is one with which the encoding can take over, and it has. */
  private boolean switchTo(PublishedEncoding encoding, HistoryPacket packet, long nowNanos) {
    if (kind() == MediaKind.VIDEO
        && selector.decide(encoding.index(), packet.keyframeStart())
            != LayerSelector.Decision.SWITCH) {
      return false;
    }
    Optional<PayloadFormat> format =
        FormatMatcher.match(encoding.receiver().format(), sender.parameters().formats());
    if (format.isEmpty()) {
      return false;
    }
    long captureNanos = captureNanos(encoding, packet);
    if (!rewriter.continuesSmoothly(captureNanos) && source != null && !switchPostponed) {
      switchPostponed = true;
      publication.requestKeyframe(encoding, nowNanos);
      return false;
    }
    // what was planned from the former source leaves first: it may have another format
    if (!plan.isEmpty()) {
      plan.send(sender, source.format());
    }
    switchPostponed = false;
    rewriter.beginSource(packet.extendedSequence(), packet.extendedTimestamp(), captureNanos);
    vp8.beginSource();
    selector.switchTo(encoding.index());
    source = new Source(encoding, format.get());
    recent[nextRecent] = source;
    nextRecent = (nextRecent + 1) % RECENT_SOURCES;
    return true;
  }

  private void plan(PublishedEncoding encoding, HistoryPacket packet) {
    long sequence = rewriter.sequence(packet.extendedSequence());
    if (sequence == StreamRewriter.NOT_SENT) {
      return;
    }
    long timestamp = rewriter.timestamp(packet.extendedTimestamp());
    int fields = NO_FIELDS;
    int prefixLength = 0;
    int skip = 0;
    if (encoding.codec() == Codec.VP8
        && descriptor.wrap(packet.data(), packet.payloadOffset(), packet.payloadLength())) {
      fields = vp8.fields(descriptor);
      prefixLength = Vp8Rewriter.write(descriptor, fields, plan.nextPrefix(), 0);
      skip = descriptor.length();
    }
    plan.add(packet, sequence, (int) timestamp, prefixLength, skip);
    sender.stream()
        .sentLog()
        .record(sequence, (int) timestamp, encoding.id(), packet.extendedSequence(), fields);
    rewriter.onSent(sequence, timestamp, packet.marker(), captureNanos(encoding, packet));
  }

  private static long captureNanos(PublishedEncoding encoding, HistoryPacket packet) {
    return encoding.receiver().timeline().captureNanos(packet.extendedTimestamp());
  }

  // ---- retransmission

  /** The receiver misses a packet; it gets it again if it is still there. */
  void onNack(int sequenceNumber, long nowNanos) {
    SentLog log = sender.stream().sentLog();
    int place = log.find(sequenceNumber, nowNanos, sender.stream().roundTripNanos());
    if (place < 0) {
      return;
    }
    Source from = recentSource(log.sourceId(place));
    HistoryPacket packet =
        from == null ? null : from.encoding().history().get(log.sourceSequence(place));
    if (packet == null) {
      return;
    }
    int prefixLength = 0;
    int skip = 0;
    if (from.encoding().codec() == Codec.VP8
        && descriptor.wrap(packet.data(), packet.payloadOffset(), packet.payloadLength())) {
      prefixLength = Vp8Rewriter.write(descriptor, log.codecFields(place), prefix, 0);
      skip = descriptor.length();
    }
    boolean sent =
        sender.retransmit(
            packet,
            from.format(),
            log.outgoingSequence(place),
            log.timestamp(place),
            prefix,
            prefixLength,
            skip);
    if (sent) {
      retransmitted++;
      log.onResent(place, nowNanos);
    }
  }

  private Source recentSource(int encodingId) {
    for (Source candidate : recent) {
      if (candidate != null && candidate.encoding().id() == encodingId) {
        return candidate;
      }
    }
    return null;
  }
}
