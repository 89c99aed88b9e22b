package dev.sluice.server.scenario;

import dev.sluice.recorder.RecordingPort;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.Membership.DuplicatePolicy;
import dev.sluice.server.room.RecordingPolicy;
import dev.sluice.server.room.RoomGuard;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.room.RoomOccurrence;
import dev.sluice.server.room.RoomOptions;
import dev.sluice.server.room.RoomRecorder;
import dev.sluice.server.room.RoomRegistry;
import dev.sluice.server.room.RoomServices;
import dev.sluice.server.room.RoomStats;
import dev.sluice.server.room.View;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A room in virtual time and the peers in it: real code from SRTP to room, no socket, no sleep. */
final class RoomStory {

  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000 * MILLISECOND;
  private static final long TICK = 5 * MILLISECOND;

  /** What the wall clock shows when a story begins. */
  static final long EPOCH_NANOS = 1_700_000_000L * SECOND;

  final VirtualClock clock = new VirtualClock();
  final VirtualHome home = new VirtualHome(clock);
  final FakeDtls dtls;
  final RoomRegistry rooms;

  /** What an observer of the rooms hears. */
  final List<RoomOccurrence> occurrences = new ArrayList<>();

  /** Who is kept out. */
  RoomGuard guard = RoomGuard.NONE;

  private final List<TestPeer> peers = new ArrayList<>();

  RoomStory() {
    this(RoomOptions.DEFAULTS, SrtpProfile.AEAD_AES_128_GCM);
  }

  RoomStory(RoomOptions options, SrtpProfile profile) {
    this(options, profile, RoomRecorder.NONE);
  }

  /** A room that is recorded by {@code recorder}. */
  RoomStory(RecordingPort recorder, RecordingPolicy policy) {
    this(
        RoomOptions.DEFAULTS,
        SrtpProfile.AEAD_AES_128_GCM,
        new RoomRecorder(home -> Optional.of(recorder), policy));
  }

  private RoomStory(RoomOptions options, SrtpProfile profile, RoomRecorder recorder) {
    dtls = new FakeDtls(profile);
    WallClock wallClock = new WallClock(clock.nanoTime(), EPOCH_NANOS);
    Random seeds = new Random(1);
    rooms =
        new RoomRegistry(
            room -> home,
            new RoomServices(dtls, wallClock, options, () -> new Random(seeds.nextLong()))
                .withRecorder(recorder)
                .withObserver(occurrences::add)
                .withGuard((room, who, with) -> guard.bars(room, who, with)),
            clock);
  }

  RoomHandle room() {
    return rooms.open(new RoomId("story")).orElseThrow();
  }

  /**
   * Somebody new who has joined, with camera, microphone, one audio slot and so many video slots.
   */
  TestPeer join(String name, int videoSlots) {
    return join(name, videoSlots, List.of());
  }

  /** The same, with a camera in several encodings. */
  TestPeer join(String name, int videoSlots, List<String> rids) {
    TestPeer peer = new TestPeer(name, peers.size() + 1, room(), home, dtls, videoSlots, rids);
    peers.add(peer);
    peer.join();
    pass(TICK);
    return peer;
  }

  /** The same, whose camera and video slots agreed on {@code video}. */
  TestPeer join(String name, int videoSlots, PayloadFormat video) {
    TestPeer peer =
        new TestPeer(name, peers.size() + 1, room(), home, dtls, videoSlots, List.of(), video);
    peers.add(peer);
    peer.join();
    pass(TICK);
    return peer;
  }

  /** Somebody who only publishes, as a WHIP client would, and who is connected. */
  TestPeer publish(String name) {
    return enter(name, 0, List.of(), Membership.publisher(DuplicatePolicy.REPLACE));
  }

  /** The same with a camera in several encodings. */
  TestPeer publish(String name, List<String> rids) {
    return enter(name, 0, rids, Membership.publisher(DuplicatePolicy.REPLACE));
  }

  /** Somebody who only watches, as a WHEP client would, with an audio and a video slot. */
  TestPeer watch(String name, View view) {
    return enter(name, 1, List.of(), Membership.viewer(view));
  }

  /** Somebody who has signed up and, if the room was willing, connected. */
  TestPeer enter(String name, int videoSlots, List<String> rids, Membership membership) {
    TestPeer peer = signUp(name, videoSlots, rids, membership);
    peer.check();
    pass(TICK);
    return peer;
  }

  /** Somebody who has signed up and does not connect. */
  TestPeer signUp(String name, int videoSlots, List<String> rids, Membership membership) {
    TestPeer peer = new TestPeer(name, peers.size() + 1, room(), home, dtls, videoSlots, rids);
    peers.add(peer);
    peer.signUp(membership);
    return peer;
  }

  /** Another device of somebody: a peer with its own keys that has not joined. */
  TestPeer otherDevice(String name) {
    TestPeer peer = new TestPeer(name, peers.size() + 50, room(), home, dtls, 1, List.of());
    peers.add(peer);
    return peer;
  }

  /** The room's snapshot after another second. */
  RoomStats roomStats() {
    pass(SECOND);
    return rooms.stats().get(0);
  }

  Map<String, Long> drops() {
    return roomStats().drops();
  }

  /** Lets time pass, tick by tick. */
  void pass(long nanos) {
    for (long passed = 0; passed < nanos; passed += TICK) {
      clock.advance(TICK);
      home.tick();
    }
  }

  /** The same while some peers go on with their connectivity checks. */
  void passWith(long nanos, TestPeer... alive) {
    for (long passed = 0; passed < nanos; passed += SECOND) {
      for (TestPeer peer : alive) {
        peer.check();
      }
      pass(Math.min(SECOND, nanos - passed));
    }
  }

  /** A VP8 payload: a descriptor with a 15-bit picture id, then a frame header and some bytes. */
  static byte[] vp8(boolean keyframe, boolean start, int pictureId, int length) {
    byte[] payload = new byte[length];
    payload[0] = (byte) (0x80 | (start ? 0x10 : 0));
    payload[1] = (byte) 0x80;
    payload[2] = (byte) (0x80 | pictureId >> 8);
    payload[3] = (byte) pictureId;
    payload[4] = (byte) (keyframe ? 0 : 1);
    for (int i = 5; i < length; i++) {
      payload[i] = (byte) (pictureId + i);
    }
    return payload;
  }
}
