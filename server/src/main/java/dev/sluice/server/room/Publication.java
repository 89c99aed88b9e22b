package dev.sluice.server.room;

import dev.sluice.server.room.forwarding.EncodingLadder;
import dev.sluice.server.room.forwarding.HistoryBudget;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.transport.EncodingReceiver;
import dev.sluice.server.transport.MediaReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A published track: its encodings on one side, its subscriptions on the other. It gathers what a
 * read batch brings and forwards it subscriber by subscriber when the batch ends, so that a frame
 * for one subscriber leaves as one run.
 *
 * <p>Owned by the room's loop.
 */
final class Publication {

  /** What a publication tells the room. */
  interface Listener {

    /** The read batch brought something to forward. */
    void onBatchPending(Publication publication);

    void onAudioLevel(Publication publication, int level, boolean voice, long nowNanos);

    /** A packet larger than any datagram we could send. */
    void onUnstorable();

    /** A number no encoding of the room has had. */
    int nextEncodingId();

    /** What the GOP caches of the room may take. */
    HistoryBudget historyBudget();

    /** The publisher sends another codec than was told before. */
    void onCodecChanged(Publication publication);
  }

  private final TrackId id;
  private final Participant publisher;
  private final MediaReceiver section;
  private final Listener listener;
  private final EncodingLadder ladder;
  private final List<PublishedEncoding> encodings = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();

  private TrackSource source;
  private String label;
  private boolean muted;
  private boolean mutedByOperator;
  private boolean batchPending;
  private Codec codec;
  private RecordingTap tap;

  Publication(
      TrackId id,
      Participant publisher,
      MediaReceiver section,
      TrackIntent intent,
      Listener listener) {
    this.id = id;
    this.publisher = publisher;
    this.section = section;
    this.listener = listener;
    this.source = intent.source();
    this.label = intent.label();
    this.muted = intent.muted();
    int declared = section.parameters().remoteSources().size();
    this.ladder =
        new EncodingLadder(Math.max(1, Math.max(section.parameters().rids().size(), declared)));
    section.encodings().forEach(this::addEncoding);
    this.codec = format().codec();
  }

  TrackId id() {
    return id;
  }

  Participant publisher() {
    return publisher;
  }

  String mid() {
    return section.parameters().mid();
  }

  MediaKind kind() {
    return section.parameters().kind();
  }

  /** By whoever's wish. */
  boolean muted() {
    return muted || mutedByOperator;
  }

  boolean mutedByOperator() {
    return mutedByOperator;
  }

  TrackSource source() {
    return source;
  }

  String label() {
    return label;
  }

  /** The format the publisher sends; until it sends, the one it will send by the answer. */
  PayloadFormat format() {
    return encodings.isEmpty()
        ? section.parameters().formats().get(0)
        : encodings.get(0).receiver().format();
  }

  TrackInfo info() {
    return new TrackInfo(
        id,
        publisher.id(),
        mid(),
        kind(),
        source,
        codec,
        label,
        muted(),
        mutedByOperator,
        ladder.size() > 1);
  }

  List<PublishedEncoding> encodings() {
    return encodings;
  }

  /** Which of the encodings are alive, and how good. */
  EncodingLadder ladder() {
    return ladder;
  }

  /** The encoding with this place in the ladder, or null. */
  PublishedEncoding encodingOrNull(int index) {
    for (int i = 0; i < encodings.size(); i++) {
      if (encodings.get(i).index() == index) {
        return encodings.get(i);
      }
    }
    return null;
  }

  /** The place in the ladder of what was chosen; {@link EncodingLadder#NONE} without a choice. */
  int indexOf(LayerChoice choice) {
    if (choice.encoding().isPresent() && choice.encoding().getAsInt() < ladder.size()) {
      return choice.encoding().getAsInt();
    }
    return choice.rid().map(section.parameters().rids()::indexOf).orElse(EncodingLadder.NONE);
  }

  /** False when the choice names an encoding that is not one of this track's. */
  boolean hasLayer(LayerChoice choice) {
    boolean named = choice.rid().isPresent() || choice.encoding().isPresent();
    return !named || indexOf(choice) != EncodingLadder.NONE;
  }

  /**
   * All encodings that were agreed on, those that never came as well.
   *
   * @param chosen the one that the asking subscription forwards
   */
  List<LayerInfo> layers(int chosen) {
    List<String> rids = section.parameters().rids();
    List<LayerInfo> layers = new ArrayList<>();
    for (int i = 0; i < ladder.size(); i++) {
      layers.add(
          new LayerInfo(
              i < rids.size() ? Optional.of(rids.get(i)) : Optional.empty(),
              i,
              ladder.bitrateBps(i),
              ladder.width(i),
              ladder.height(i),
              ladder.alive(i),
              i == chosen));
    }
    return layers;
  }

  List<Subscription> subscriptions() {
    return subscriptions;
  }

  void describe(TrackIntent intent) {
    source = intent.source();
    label = intent.label();
  }

  /** Takes the packets of each batch when all subscribers have been served; null for nobody. */
  void record(RecordingTap newTap) {
    tap = newTap;
  }

  /** Null while the publication is not recorded. */
  RecordingTap tapOrNull() {
    return tap;
  }

  /** As its publisher wishes. */
  void mute(boolean newMuted) {
    muted = newMuted;
  }

  void muteByOperator(boolean newMuted) {
    mutedByOperator = newMuted;
  }

  // ---- encodings

  /** An encoding appeared; one for which the ladder has no place is not forwarded. */
  void addEncoding(EncodingReceiver receiver) {
    int index = section.parameters().rids().indexOf(receiver.rid());
    for (int i = 0; index < 0 && i < ladder.size(); i++) {
      index = encodingOrNull(i) == null ? i : -1;
    }
    boolean hasPlace = index >= 0 && index < ladder.size();
    if (hasPlace && encodingOrNull(index) == null) {
      encodings.add(
          new PublishedEncoding(
              this,
              receiver,
              section.parameters().extensions(),
              listener.nextEncodingId(),
              index,
              listener.historyBudget()));
      if (codec != null && codec != format().codec()) {
        codec = format().codec();
        listener.onCodecChanged(this);
      }
    }
  }

  void removeEncoding(EncodingReceiver receiver, long nowNanos) {
    Optional<PublishedEncoding> gone =
        encodings.stream().filter(encoding -> encoding.receiver() == receiver).findFirst();
    gone.ifPresent(
        encoding -> {
          encodings.remove(encoding);
          encoding.close();
          subscriptions.forEach(subscription -> subscription.onEncodingRemoved(encoding));
          if (tap != null) {
            tap.onEncodingRemoved(encoding, nowNanos);
          }
        });
  }

  /** The track is not published any more, whatever its publisher goes on sending. */
  void close() {
    encodings.forEach(PublishedEncoding::close);
    encodings.clear();
  }

  // ---- subscriptions

  void subscribe(Subscription subscription) {
    subscriptions.add(subscription);
  }

  void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  // ---- packets

  void onPacket(PublishedEncoding encoding, int payloadLength, long nowNanos) {
    ladder.onPacket(encoding.index(), payloadLength, nowNanos);
    if (!batchPending) {
      batchPending = true;
      listener.onBatchPending(this);
    }
  }

  void onAudioLevel(int level, boolean voice, long nowNanos) {
    if (!muted()) {
      listener.onAudioLevel(this, level, voice, nowNanos);
    }
  }

  void onUnstorable() {
    listener.onUnstorable();
  }

  /** Forwards what the batch brought, all of it for one subscription before the next. */
  void forwardBatch(long nowNanos) {
    batchPending = false;
    if (!muted()) {
      for (int i = 0; i < subscriptions.size(); i++) {
        forwardTo(subscriptions.get(i), nowNanos);
      }
      if (tap != null) {
        tap.forwardBatch(nowNanos);
      }
    }
    for (int i = 0; i < encodings.size(); i++) {
      encodings.get(i).endBatch();
    }
  }

  /** What fails for one subscriber ends here: the others get their packets. */
  private static void forwardTo(Subscription subscription, long nowNanos) {
    try {
      subscription.forwardBatch(nowNanos);
    } catch (RuntimeException e) {
      subscription.abandon(e);
    }
  }

  /** Asks for keyframes that are wanted and due. */
  void onTick(long nowNanos) {
    for (int i = 0; i < encodings.size(); i++) {
      PublishedEncoding encoding = encodings.get(i);
      encoding.onTick();
      if (encoding.receiver().takeKeyframeNeeded()) {
        requestKeyframe(encoding, nowNanos);
      } else if (mayAsk(encoding)
          && (encoding.keyframes().due(nowNanos) || probe(encoding, nowNanos))) {
        publisher.transport().requestKeyframe(encoding.receiver());
      }
    }
    for (int i = 0; i < subscriptions.size(); i++) {
      tick(subscriptions.get(i), nowNanos);
    }
    if (tap != null) {
      tap.onTick(nowNanos);
    }
  }

  private static void tick(Subscription subscription, long nowNanos) {
    try {
      subscription.onTick(nowNanos);
    } catch (RuntimeException e) {
      subscription.abandon(e);
    }
  }

  private boolean probe(PublishedEncoding encoding, long nowNanos) {
    return ladder.alive(encoding.index()) && encoding.keyframes().probe(nowNanos);
  }

  /**
   * A publisher that has said it takes no requests is not asked. A muted one is left alone as well:
   * what it does not answer would make it count as one that never answers.
   */
  private boolean mayAsk(PublishedEncoding encoding) {
    return kind() == MediaKind.VIDEO && !muted() && encoding.receiver().takesKeyframeRequests();
  }

  /** A subscription wants a keyframe; the publisher is asked once for all who ask. */
  void requestKeyframe(PublishedEncoding encoding, long nowNanos) {
    if (mayAsk(encoding) && encoding.keyframes().request(nowNanos)) {
      publisher.transport().requestKeyframe(encoding.receiver());
    }
  }
}
