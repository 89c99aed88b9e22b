package dev.sluice.server.scenario;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.room.LeaveReason;
import dev.sluice.server.room.Membership;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomCommand;
import dev.sluice.server.room.RoomEvent;
import dev.sluice.server.room.RoomEventSink;
import dev.sluice.server.room.RoomHandle;
import dev.sluice.server.room.SlotBinding;
import dev.sluice.server.room.TrackId;
import dev.sluice.server.room.TrackIntent;
import dev.sluice.server.room.TrackSource;
import dev.sluice.server.rtcp.RtcpPacket;
import dev.sluice.server.rtcp.RtcpReader;
import dev.sluice.server.rtcp.RtcpWriter;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.rtp.ExtensionMap;
import dev.sluice.server.rtp.HeaderExtension;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.PayloadFormat;
import dev.sluice.server.rtp.RtcpFeedback;
import dev.sluice.server.rtp.RtpPacket;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.srtp.SrtpOptions;
import dev.sluice.server.srtp.SrtpReceiver;
import dev.sluice.server.srtp.SrtpSender;
import dev.sluice.server.transport.Direction;
import dev.sluice.server.transport.MediaParameters;
import dev.sluice.server.transport.SendSource;
import dev.sluice.server.transport.SessionParameters;
import dev.sluice.server.transport.TransportParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A participant without a browser: it speaks real STUN, SRTP and RTCP to a room in virtual time. It
 * publishes one VP8 camera in m-section {@code cam}, which may turn to VP9, and one Opus microphone
 * in {@code mic}, and receives in slots {@code a0…} and {@code v0…}.
 */
final class TestPeer {

  static final int VP8 = 96;
  static final int VP8_RTX = 97;
  static final int VP9 = 98;

  /** What browsers agree on for video. */
  static final Set<RtcpFeedback> ASKABLE =
      Set.of(RtcpFeedback.NACK, RtcpFeedback.PLI, RtcpFeedback.TRANSPORT_CC);

  static final int OPUS = 111;
  private static final int MID_ID = 4;
  private static final int LEVEL_ID = 1;
  private static final int TRANSPORT_CC_ID = 3;
  private static final int RID_ID = 5;

  /** What arrived as RTP, opened. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Received(
      String mid,
      int ssrc,
      int payloadType,
      int sequence,
      int timestamp,
      boolean marker,
      byte[] payload) {}

  private final VirtualHome home;
  private final RoomHandle room;
  private final ParticipantId id;
  private final VirtualPath path;
  private final IceCredentials serverIce;
  private final IceCredentials ownIce;
  private final Fingerprint fingerprint;
  private final SessionParameters session;
  private final SrtpSender seal;
  private final SrtpReceiver open;
  private final WatchedJoin joining = new WatchedJoin();
  private final List<RoomEvent> events = new ArrayList<>();
  private final RoomEventSink sink = events::add;
  private final List<Received> received = new ArrayList<>();
  private final List<RtcpPacket> feedback = new ArrayList<>();
  private final RtpPacket view = new RtpPacket();
  private final RtpWriter header = new RtpWriter();
  private final byte[] scratch = new byte[2048];
  private int transportSequence;

  TestPeer(
      String name,
      int number,
      RoomHandle room,
      VirtualHome home,
      FakeDtls dtls,
      int videoSlots,
      List<String> rids) {
    this(name, number, room, home, dtls, videoSlots, rids, camera(Codec.VP8, ASKABLE));
  }

  /**
   * @param video what the peer agreed on for its camera and its video slots
   */
  TestPeer(
      String name,
      int number,
      RoomHandle room,
      VirtualHome home,
      FakeDtls dtls,
      int videoSlots,
      List<String> rids,
      PayloadFormat video) {
    this.home = home;
    this.room = room;
    this.id = new ParticipantId(name);
    this.path = VirtualPath.from(20_000 + number, this::onDatagram);
    this.serverIce =
        new IceCredentials("server" + number + name, "serverpassword-of-" + name + "-long");
    this.ownIce = new IceCredentials("peer" + name, "peerpassword-of-" + name + "-long-enough");
    this.fingerprint = new Fingerprint("sha-256", name);
    this.session = session(number, videoSlots, rids, video);
    this.seal = new SrtpSender(dtls.peerKeys(fingerprint));
    this.open = new SrtpReceiver(dtls.peerKeys(fingerprint), SrtpOptions.defaults());
  }

  /** A video format with retransmissions. */
  static PayloadFormat camera(Codec codec, Set<RtcpFeedback> feedback) {
    Map<String, String> parameters =
        codec == Codec.H264
            ? Map.of("packetization-mode", "1", "profile-level-id", "42e01f")
            : Map.of();
    return new PayloadFormat(VP8, codec, 0, parameters, VP8_RTX, feedback);
  }

  private SessionParameters session(
      int number, int videoSlots, List<String> rids, PayloadFormat video) {
    List<MediaParameters> media = new ArrayList<>();
    PayloadFormat audio =
        new PayloadFormat(OPUS, Codec.OPUS, 2, Map.of(), PayloadFormat.NO_RTX, Set.of());
    PayloadFormat other =
        new PayloadFormat(VP9, Codec.VP9, 0, Map.of(), PayloadFormat.NO_RTX, ASKABLE);
    media.add(section("mic", List.of(audio), Direction.RECEIVE, List.of(), 0));
    media.add(section("cam", List.of(video, other), Direction.RECEIVE, rids, 0));
    media.add(section("a0", List.of(audio), Direction.SEND, List.of(), number * 100 + 1));
    for (int i = 0; i < videoSlots; i++) {
      media.add(
          section("v" + i, List.of(video), Direction.SEND, List.of(), number * 100 + 10 + i * 2));
    }
    return new SessionParameters(
        new TransportParameters(serverIce, ownIce, DtlsRole.SERVER, List.of(fingerprint)), media);
  }

  private static MediaParameters section(
      String mid, List<PayloadFormat> formats, Direction direction, List<String> rids, int ssrc) {
    MediaKind kind = formats.get(0).codec().kind();
    ExtensionMap extensions =
        new ExtensionMap(
            Map.of(
                HeaderExtension.MID, MID_ID,
                HeaderExtension.RID, RID_ID,
                HeaderExtension.AUDIO_LEVEL, LEVEL_ID,
                HeaderExtension.TRANSPORT_CC, TRANSPORT_CC_ID));
    Optional<SendSource> source =
        direction.sends()
            ? Optional.of(new SendSource(ssrc, kind == MediaKind.VIDEO ? ssrc + 1 : 0, "sluice"))
            : Optional.empty();
    return new MediaParameters(
        mid, kind, direction, formats, extensions, rids, List.of(), source, true);
  }

  ParticipantId id() {
    return id;
  }

  SessionParameters session() {
    return session;
  }

  /** How its join went. */
  WatchedJoin joining() {
    return joining;
  }

  RoomEventSink sink() {
    return sink;
  }

  /** The connection to the signaling server falls. */
  void losesSignaling() {
    says(new RoomCommand.SignalingLost(id, sink));
  }

  <T extends RoomEvent> T last(Class<T> type) {
    List<T> all = events(type);
    return all.get(all.size() - 1);
  }

  /** Joins and publishes camera and microphone. */
  void join() {
    signUp(Membership.participant());
    check();
  }

  /** Joins in whatever role, and publishes unless it is a viewer; nothing connects yet. */
  void signUp(Membership membership) {
    List<TrackIntent> tracks =
        membership.role() == Membership.Role.VIEWER
            ? List.of()
            : List.of(
                new TrackIntent("mic", TrackSource.MICROPHONE, "", false),
                new TrackIntent("cam", TrackSource.CAMERA, "", false));
    says(
        new RoomCommand.Join(
            1, id, id.value(), Map.of(), membership, session, tracks, sink, joining));
  }

  /** The peer closes its DTLS association. */
  void saysGoodbye() {
    home.receive(path, FakeDtls.CLOSE_NOTIFY.clone());
  }

  /** From now on the server fails when it sends to this peer. */
  void breakSending() {
    home.breakSending(path);
  }

  /** Datagrams that the server reads in one batch. */
  void deliverBatch(List<byte[]> datagrams) {
    home.receiveBatch(path, datagrams);
  }

  /** One connectivity check. */
  void check() {
    home.receive(path, checkDatagram());
  }

  byte[] checkDatagram() {
    return StunRequests.check(serverIce, ownIce);
  }

  /** A valid check of ours that comes from somebody else's address. */
  void checkFromThePathOf(TestPeer other) {
    home.receive(other.path, StunRequests.check(serverIce, ownIce));
  }

  void leave() {
    room.execute(new RoomCommand.Leave(id, LeaveReason.LEFT, sink));
    home.runTasks();
  }

  /** Sends a datagram that was made before. */
  void deliver(byte[] datagram) {
    home.receive(path, datagram);
  }

  void mute(String mid, boolean muted) {
    room.execute(new RoomCommand.SetMuted(0, id, track(mid), muted));
    home.runTasks();
  }

  /** The id of the track this peer publishes in {@code mid}. */
  TrackId track(String mid) {
    return events(RoomEvent.Joined.class).get(0).self().tracks().stream()
        .filter(track -> track.mid().equals(mid))
        .findFirst()
        .orElseThrow()
        .id();
  }

  /** The track last said to be in this slot; null when none. */
  TrackId shownIn(String slotMid) {
    List<SlotBinding> told = new ArrayList<>(events(RoomEvent.Joined.class).get(0).slots());
    events(RoomEvent.SlotsChanged.class).forEach(event -> told.addAll(event.slots()));
    TrackId shown = null;
    for (SlotBinding binding : told) {
      if (binding.mid().equals(slotMid)) {
        shown = binding.track().orElse(null);
      }
    }
    return shown;
  }

  /** Sends one video packet; a keyframe's first packet begins as VP8 says. */
  void sendVideo(int sequence, int timestamp, boolean marker, byte[] payload) {
    home.receive(path, videoPacket(sequence, timestamp, marker, payload));
  }

  /** A whole read batch of video packets with consecutive sequence numbers. */
  void sendFrame(int firstSequence, int timestamp, List<byte[]> payloads) {
    List<byte[]> datagrams = new ArrayList<>();
    for (int i = 0; i < payloads.size(); i++) {
      datagrams.add(
          videoPacket(firstSequence + i, timestamp, i == payloads.size() - 1, payloads.get(i)));
    }
    home.receiveBatch(path, datagrams);
  }

  /** A packet of one simulcast encoding, named by rid or, as a retransmission, by repaired rid. */
  void sendEncoding(String rid, int ssrc, int sequence, int timestamp, byte[] payload) {
    home.receive(path, encodingPacket(rid, ssrc, sequence, timestamp, payload));
  }

  byte[] encodingPacket(String rid, int ssrc, int sequence, int timestamp, byte[] payload) {
    byte[] midBytes = "cam".getBytes(StandardCharsets.US_ASCII);
    byte[] ridBytes = rid.getBytes(StandardCharsets.US_ASCII);
    header.begin(scratch, 0, VP8, true, sequence & 0xffff, timestamp, ssrc);
    header.extension(MID_ID, midBytes, 0, midBytes.length);
    header.extension(RID_ID, ridBytes, 0, ridBytes.length);
    int headerLength = header.endHeader();
    int length =
        seal.protectRtp(
            scratch, 0, headerLength, sequence, null, 0, 0, payload, 0, payload.length, 0);
    return Arrays.copyOf(scratch, length);
  }

  /** Tells the room what a client would. */
  void says(RoomCommand command) {
    room.execute(command);
    home.runTasks();
  }

  byte[] videoPacket(int sequence, int timestamp, boolean marker, byte[] payload) {
    return rtp("cam", VP8, cameraSsrc(), sequence, timestamp, marker, payload, -1);
  }

  /** The camera turns to another codec, or is back. */
  void sendVideoAs(int payloadType, int sequence, int timestamp, byte[] payload) {
    home.receive(
        path, rtp("cam", payloadType, cameraSsrc(), sequence, timestamp, true, payload, -1));
  }

  private int cameraSsrc() {
    return 7000 + path.remote().getPort();
  }

  /** A sender report of the camera's. */
  void reportVideo(long ntp, int timestamp) {
    RtcpWriter writer = new RtcpWriter();
    byte[] clear = new byte[256];
    writer.wrap(clear, 0, clear.length);
    writer.senderReport(cameraSsrc(), ntp, timestamp, 1, 1);
    sendRtcp(clear, writer.length());
  }

  void sendAudio(int sequence, int timestamp, int level, byte[] payload) {
    home.receive(
        path,
        rtp(
            "mic",
            OPUS,
            9000 + path.remote().getPort(),
            sequence,
            timestamp,
            false,
            payload,
            level));
  }

  private byte[] rtp(
      String mid,
      int payloadType,
      int ssrc,
      int sequence,
      int timestamp,
      boolean marker,
      byte[] payload,
      int level) {
    byte[] midBytes = mid.getBytes(StandardCharsets.US_ASCII);
    header.begin(scratch, 0, payloadType, marker, sequence & 0xffff, timestamp, ssrc);
    header.extension(MID_ID, midBytes, 0, midBytes.length);
    byte[] value = new byte[2];
    BigEndian.putU16(value, 0, transportSequence++ & 0xffff);
    header.extension(TRANSPORT_CC_ID, value, 0, 2);
    if (level >= 0) {
      header.extension(LEVEL_ID, new byte[] {(byte) (0x80 | level)}, 0, 1);
    }
    int headerLength = header.endHeader();
    int length =
        seal.protectRtp(
            scratch, 0, headerLength, sequence, null, 0, 0, payload, 0, payload.length, 0);
    return Arrays.copyOf(scratch, length);
  }

  /** Asks for packets again. */
  void nack(int ssrc, int... sequences) {
    RtcpWriter writer = new RtcpWriter();
    byte[] clear = new byte[256];
    writer.wrap(clear, 0, clear.length);
    writer.nack(1, ssrc, sequences, sequences.length);
    sendRtcp(clear, writer.length());
  }

  void pli(int ssrc) {
    RtcpWriter writer = new RtcpWriter();
    byte[] clear = new byte[256];
    writer.wrap(clear, 0, clear.length);
    writer.pli(1, ssrc);
    sendRtcp(clear, writer.length());
  }

  private void sendRtcp(byte[] clear, int length) {
    byte[] sealed = new byte[512];
    int sealedLength = seal.protectRtcp(clear, 0, length, sealed, 0);
    home.receive(path, Arrays.copyOf(sealed, sealedLength));
  }

  private void onDatagram(byte[] datagram) {
    int first = datagram[0] & 0xff;
    if (first < 128) {
      return;
    }
    byte[] data = datagram.clone();
    if (RtpPacket.looksLikeRtcp(data, 0, data.length)) {
      int length = open.unprotectRtcp(data, 0, data.length);
      if (length < 0 || RtcpReader.read(data, 0, length, feedback::add) != 0) {
        throw new AssertionError("the server sent RTCP that does not open: " + length);
      }
      return;
    }
    int length = open.unprotectRtp(data, 0, data.length);
    if (length < 0 || !view.wrap(data, 0, length)) {
      throw new AssertionError("the server sent RTP that does not open: " + length);
    }
    String mid =
        view.findExtension(MID_ID)
            ? new String(
                data, view.extensionOffset(), view.extensionLength(), StandardCharsets.US_ASCII)
            : "";
    received.add(
        new Received(
            mid,
            view.ssrc(),
            view.payloadType(),
            view.sequenceNumber(),
            view.timestamp(),
            view.marker(),
            Arrays.copyOfRange(
                data, view.payloadOffset(), view.payloadOffset() + view.payloadLength())));
  }

  List<Received> received() {
    return received;
  }

  List<Received> receivedVideo() {
    return received.stream().filter(packet -> packet.payloadType() == VP8).toList();
  }

  List<RtcpPacket> feedback() {
    return feedback;
  }

  <T extends RtcpPacket> List<T> feedback(Class<T> type) {
    return feedback.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<RoomEvent> events() {
    return events;
  }

  <T extends RoomEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }
}
