package dev.sluice.server.room;

import dev.sluice.server.room.NackResponder.Source;
import dev.sluice.server.room.forwarding.EncodingLadder;
import dev.sluice.server.room.forwarding.KeyframeAllowance;
import dev.sluice.server.room.forwarding.LayerSelector;
import dev.sluice.server.rtp.FormatMatcher;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.stream.HistoryPacket;
import dev.sluice.server.transport.RtpSender;
import java.util.List;
import java.util.Optional;

/**
 * One receive slot of a participant and the track in it. This class chooses what of the track goes
 * into the slot's {@link SlotStream}: which encoding, from which keyframe on. Where the publisher
 * answers no requests for keyframes, it begins with a replay of the cached one.
 *
 * <p>Owned by the room's loop.
 */
final class Subscription {

  private final Participant subscriber;
  private final RtpSender sender;
  private final SlotStream stream;
  private final SlotReplay replay;
  private final SlotDemand demand = new SlotDemand();
  private final KeyframeAllowance allowance = new KeyframeAllowance();

  private Publication publication;
  private SlotBinding told;
  private boolean pinned;
  private LayerSelector selector;
  private Source source;
  private boolean switchPostponed;

  Subscription(Participant subscriber, RtpSender sender, EgressPlan plan) {
    this.subscriber = subscriber;
    this.sender = sender;
    this.stream = new SlotStream(sender, plan);
    this.replay = new SlotReplay(stream, this::beginSource);
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
    return stream.nacks().retransmitted();
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
    replay.forget();
    selector = null;
    sender.active(publication != null);
    restart();
    if (publication == null) {
      stream.clear();
    } else {
      selector = new LayerSelector(publication.ladder());
      direct();
      publication.subscribe(this);
    }
  }

  /** What comes next begins anew: with a keyframe, and with a seamless change of numbers. */
  void restart() {
    replay.end();
    source = null;
    switchPostponed = false;
    allowance.settle();
    if (selector != null) {
      selector.reset();
    }
  }

  void hint(int width, int height, long nowNanos) {
    boolean wasHidden = demand.hidden();
    demand.hint(width, height);
    direct();
    if (demand.hidden() && !wasHidden) {
      restart();
    } else if (wasHidden && !demand.hidden()) {
      requestKeyframe(nowNanos);
    }
  }

  /** What the subscriber wants; the next keyframe of it will do, and is asked for. */
  void choose(LayerChoice choice, long nowNanos) {
    demand.choose(choice);
    direct();
    onTick(nowNanos);
  }

  private void direct() {
    if (selector != null) {
      demand.direct(selector, publication);
    }
  }

  /** The encodings of what is shown. */
  List<LayerInfo> layers() {
    return publication == null ? List.of() : publication.layers(selector.current());
  }

  /** The encoding that is sent, or {@link EncodingLadder#NONE}. */
  int current() {
    return selector == null ? EncodingLadder.NONE : selector.current();
  }

  /** The encoding aimed at, or {@link EncodingLadder#NONE}. */
  int target() {
    return selector == null ? EncodingLadder.NONE : selector.target();
  }

  SlotDemand demand() {
    return demand;
  }

  Participant subscriber() {
    return subscriber;
  }

  void onEncodingRemoved(PublishedEncoding encoding) {
    if (source != null && source.encoding() == encoding) {
      restart();
    }
    stream.onEncodingRemoved(encoding);
  }

  /**
   * Asks for a keyframe of what is shown, or of what is to be shown; not before it could be sent
   * on, since encoders make no other one soon after the first.
   */
  void requestKeyframe(long nowNanos) {
    if (publication == null
        || demand.hidden()
        || kind() == MediaKind.AUDIO
        || !subscriber.transport().connected()) {
      return;
    }
    if (source != null) {
      askNowOrLater(source.encoding(), nowNanos);
      return;
    }
    selector.update();
    PublishedEncoding wanted = publication.encodingOrNull(selector.target());
    if (wanted != null && !offersReplay(wanted, nowNanos)) {
      ask(wanted, nowNanos);
    }
  }

  private void ask(PublishedEncoding encoding, long nowNanos) {
    if (allowance.take(encoding.keyframes(), nowNanos)) {
      publication.requestKeyframe(encoding, nowNanos);
    }
  }

  private void askNowOrLater(PublishedEncoding encoding, long nowNanos) {
    if (allowance.takeOrOwe(encoding.keyframes(), nowNanos)) {
      publication.requestKeyframe(encoding, nowNanos);
    }
  }

  /** Follows the layers that come alive and die. */
  void onTick(long nowNanos) {
    if (publication == null || demand.hidden() || kind() == MediaKind.AUDIO) {
      return;
    }
    boolean connected = subscriber.transport().connected();
    if (connected && replay.active()) {
      replay(nowNanos);
    }
    if (allowance.owed() && source != null) {
      askNowOrLater(source.encoding(), nowNanos);
    }
    selector.update();
    PublishedEncoding wanted = publication.encodingOrNull(selector.keyframeNeeded());
    if (wanted == null || publication.muted() || !connected) {
      return;
    }
    // what is shown already is not to jump about as sizes and bitrates change
    boolean settled = source == null || replay.settled(nowNanos);
    if (settled && offersReplay(wanted, nowNanos)) {
      beginReplay(wanted, nowNanos);
    } else if (!wanted.keyframes().waiting()) {
      ask(wanted, nowNanos);
    }
  }

  // ---- forwarding

  void forwardBatch(long nowNanos) {
    if (demand.hidden() || !subscriber.transport().connected()) {
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
    if (replay.active()) {
      replay(nowNanos);
    }
    flush(nowNanos);
  }

  /** Sends what was planned. Video begins with a keyframe, whatever it begins with. */
  private void flush(long nowNanos) {
    long before = sender.stream().packets();
    stream.flush();
    if (sender.stream().packets() != before) {
      subscriber.joining().reach(JoinStage.FIRST_PACKET_OUT, nowNanos);
      publication.publisher().joining().reach(JoinStage.FIRST_PACKET_TO_VIEWER, nowNanos);
      if (kind() == MediaKind.VIDEO) {
        subscriber.joining().reach(JoinStage.FIRST_KEYFRAME_OUT, nowNanos);
      }
    }
  }

  /** Forwarding threw: the subscriber's transport ends with its cause. */
  void abandon(RuntimeException cause) {
    stream.abandon();
    subscriber.abandon(cause);
  }

  private void offer(PublishedEncoding encoding, HistoryPacket packet, long nowNanos) {
    boolean shown = source != null && source.encoding() == encoding;
    if (shown && replay.active()) {
      return; // the replay comes to it
    }
    if (shown || (packet.payloadLength() > 0 && switchTo(encoding, packet, nowNanos))) {
      if (packet.keyframeStart()) {
        allowance.settle();
      }
      stream.write(packet, captureNanos(encoding, packet));
    }
  }

  /** True when the packet is one with which the encoding can take over, and it has. */
  private boolean switchTo(PublishedEncoding encoding, HistoryPacket packet, long nowNanos) {
    if (kind() == MediaKind.VIDEO
        && selector.decide(encoding.index(), packet.keyframeStart())
            != LayerSelector.Decision.SWITCH) {
      return false;
    }
    Optional<PayloadFormat> format = formatFor(encoding);
    if (format.isEmpty()) {
      return false;
    }
    long captureNanos = captureNanos(encoding, packet);
    if (!stream.continuesSmoothly(captureNanos) && source != null && !switchPostponed) {
      switchPostponed = true;
      ask(encoding, nowNanos);
      return false;
    }
    replay.end();
    beginSource(new Source(encoding, format.get()), packet, captureNanos);
    return true;
  }

  private Optional<PayloadFormat> formatFor(PublishedEncoding encoding) {
    return FormatMatcher.match(encoding.receiver().format(), sender.parameters().formats());
  }

  private void beginSource(Source next, HistoryPacket first, long captureNanos) {
    stream.beginSource(next, first, captureNanos);
    switchPostponed = false;
    subscriber
        .slotCounters()
        .onLayer(publication.ladder(), selector.current(), next.encoding().index());
    selector.switchTo(next.encoding().index());
    source = next;
  }

  private static long captureNanos(PublishedEncoding encoding, HistoryPacket packet) {
    return encoding.receiver().timeline().captureNanos(packet.extendedTimestamp());
  }

  // ---- replay

  private boolean offersReplay(PublishedEncoding encoding, long nowNanos) {
    return source == null
        ? replay.offersStart(encoding, nowNanos)
        : replay.offers(encoding, nowNanos);
  }

  /** Shows {@code encoding} from its cached keyframe on. */
  private void beginReplay(PublishedEncoding encoding, long nowNanos) {
    Optional<PayloadFormat> format = formatFor(encoding);
    if (format.isEmpty()) {
      return;
    }
    replay.begin(
        new Source(encoding, format.get()),
        publication.ladder().bitrateBps(encoding.index()),
        nowNanos);
    replay(nowNanos);
  }

  /** Sends what may leave of the replay now. */
  private void replay(long nowNanos) {
    boolean whole = replay.write(nowNanos);
    flush(nowNanos);
    if (!whole) {
      restart();
    }
  }

  // ---- what the receiver says

  /** The receiver misses a packet; it gets it again if it is still there. */
  void onNack(int sequenceNumber, long nowNanos) {
    replay.onLoss(nowNanos);
    stream.nacks().onNack(sequenceNumber, nowNanos);
  }

  /** The receiver can't go on without a keyframe. */
  void onKeyframeRequested(long nowNanos) {
    requestKeyframe(nowNanos);
    boolean shown = source != null && !replay.active();
    if (shown && replay.rescues(source.encoding(), nowNanos)) {
      beginReplay(source.encoding(), nowNanos);
    }
  }
}
