package dev.sluice.server.transport;

import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.srtp.SrtpSender;
import dev.sluice.server.transport.TransportEvent.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One peer's BUNDLE: ICE-lite, DTLS-SRTP, and the RTP streams of all its m-sections over one path.
 *
 * <pre>
 *                     ┌─ STUN ──► IceTransport ──► selected path
 *   datagram ─► kind ─┼─ DTLS ──► DtlsTransport ─► keys ─► SrtpContext
 *                     ├─ RTP ───► SrtpContext ─► RtpDispatcher ─► EncodingReceiver ─► its sink
 *                     └─ RTCP ──► SrtpContext ─► RtcpDispatcher
 *   RtpSender ─► SrtpSender ─► DatagramSink        RtcpOutbox ─► SrtpSender ─► DatagramSink
 * </pre>
 *
 * <p>Sans-IO: it reads no clock and owns no socket. Owned by one media loop; its DTLS engine calls
 * back there.
 */
public final class WebRtcTransport implements DatagramReceiver {

  /** What the owner of a transport hears. Called on the loop. */
  public interface Listener {

    /** A connectivity check has validated the first path: DTLS can begin. */
    void onPathFound();

    /** ICE and DTLS are up: media can flow. Called again when an interruption is over. */
    void onConnected();

    /** Nothing authenticated arrived for the liveness time. It may come back. */
    void onInterrupted();

    /** The transport will not work any more. */
    void onFailed(String why);

    /** The peer said goodbye with a close_notify: nothing more comes, and nothing may be sent. */
    void onClosedByPeer();

    /** The peer wants a keyframe of what it is sent in this m-section. */
    void onKeyframeRequested(RtpSender sender);

    /** The peer misses a packet it was sent. */
    void onNack(RtpSender sender, int sequence);
  }

  private final TransportContext context;
  private final Listener listener;
  private final IceTransport ice;
  private final DtlsTransport dtls;
  private final MediaSections sections;
  private final DropCounters drops = new DropCounters();
  private final TransportHistory history = new TransportHistory();
  private final SrtpContext srtp;
  private final ConnectionState state;
  private final EarlyPackets early = new EarlyPackets();
  private final RtcpOutbox outbox;
  private final RtpDispatcher rtp;
  private final RtcpDispatcher rtcp;

  private SessionParameters session;
  private long nowNanos;

  /**
   * Makes the transport findable by its ufrag at once.
   *
   * @param receiveListener hears of the encodings the peer publishes
   */
  public WebRtcTransport(
      SessionParameters session,
      TransportContext context,
      Listener listener,
      MediaReceiver.Listener receiveListener,
      long nowNanos) {
    this.context = context;
    this.listener = listener;
    this.sections = new MediaSections(this, receiveListener, context.random());
    this.nowNanos = nowNanos;
    this.session = session;
    TransportParameters parameters = session.transport();
    this.state = new ConnectionState(listener, history);
    this.srtp = new SrtpContext(context.srtp(), drops);
    this.ice =
        new IceTransport(
            this, context, parameters, history, state, this::onPathValidated, nowNanos);
    this.dtls = new DtlsTransport(this, context, parameters, history, new DtlsEvents(), nowNanos);
    this.outbox = new RtcpOutbox(this, context.wallClock(), context.random());
    this.rtp = new RtpDispatcher(sections.demux(), outbox, drops);
    this.rtcp = new RtcpDispatcher(sections, listener, context.wallClock(), drops, nowNanos);
    sections.apply(session.media());
    ice.register();
  }

  // ---- what the peer sends

  @Override
  public void receive(NetworkPath path, byte[] data, int offset, int length, long now) {
    if (state.over()) {
      return;
    }
    nowNanos = now;
    try {
      dispatch(path, data, offset, length);
    } catch (RuntimeException e) {
      // an invariant is broken: this transport ends, the loop and everybody else go on
      state.fail("an internal error", nowNanos);
      throw e;
    }
  }

  private void dispatch(NetworkPath path, byte[] data, int offset, int length) {
    switch (DatagramKind.of(data, offset, length)) {
      case STUN -> ice.receive(path, data, offset, length, nowNanos);
      case DTLS -> receiveDtls(path, data, offset, length);
      case RTP -> receiveRtp(path, data, offset, length);
      case RTCP -> receiveRtcp(path, data, offset, length);
      case UNKNOWN -> drops.count(DropReason.UNKNOWN_KIND);
    }
  }

  @Override
  public boolean takesStrangers(long now) {
    return ice.takesUnproven(now);
  }

  /** The transport goes on over its other paths, or waits for the peer to come back. */
  @Override
  public void onPathLost(NetworkPath path, long now) {
    nowNanos = now;
    ice.onPathLost(path, now);
  }

  private void receiveDtls(NetworkPath path, byte[] data, int offset, int length) {
    if (!ice.isValidated(path)) {
      drops.count(DropReason.PATH_NOT_VALIDATED);
      return;
    }
    dtls.receive(path, data, offset, length, nowNanos);
  }

  /**
   * What the peer may send of RTP in total, in bits per second; 0 for no limit. It is told, and
   * what it sends beyond for long is dropped.
   */
  public void limitReceive(int bitrateBps, long now) {
    rtp.limit(bitrateBps, now);
  }

  private void receiveRtp(NetworkPath path, byte[] data, int offset, int length) {
    if (!readyFor(path, data, offset, length)) {
      return;
    }
    int clearLength = srtp.openRtp(data, offset, length);
    if (clearLength < 0) {
      return;
    }
    ice.onAuthenticatedPacket(path, nowNanos);
    rtp.dispatch(data, offset, clearLength, nowNanos);
  }

  private void receiveRtcp(NetworkPath path, byte[] data, int offset, int length) {
    if (!readyFor(path, data, offset, length)) {
      return;
    }
    int clearLength = srtp.openRtcp(data, offset, length);
    if (clearLength < 0) {
      return;
    }
    ice.onAuthenticatedPacket(path, nowNanos);
    rtcp.dispatch(data, offset, clearLength, nowNanos);
  }

  private boolean readyFor(NetworkPath path, byte[] data, int offset, int length) {
    if (!ice.isValidated(path)) {
      drops.count(DropReason.PATH_NOT_VALIDATED);
      return false;
    }
    if (!srtp.keyed()) {
      if (!early.keep(path, data, offset, length, nowNanos)) {
        drops.count(DropReason.NO_KEYS);
      }
      return false;
    }
    return true;
  }

  private void receiveEarlyPackets() {
    long now = nowNanos;
    for (EarlyPackets.Early each : early.take()) {
      receive(each.path(), each.data(), 0, each.data().length, each.arrivalNanos());
    }
    nowNanos = now;
  }

  // ---- time

  /** To be called every few milliseconds. */
  public void onTick(long now) {
    if (state.closed()) {
      return;
    }
    nowNanos = now;
    ice.onTick(now);
    dtls.onTick(now);
    // to a peer that is silent or has said goodbye consent is over: RFC 7675 section 5.1
    if (state.connected() && sendPathOrNull() != null) {
      outbox.onTick(now);
    }
  }

  // ---- offer/answer

  /** A further offer was answered: m-sections came, changed or stopped, or ICE restarts. */
  public void update(SessionParameters newSession, long now) {
    nowNanos = now;
    TransportParameters next = newSession.transport();
    if (!next.localIce().equals(session.transport().localIce())) {
      ice.restart(next.localIce(), next.remoteIce(), now);
    }
    session = newSession;
    sections.apply(newSession.media());
    history.note(Kind.RENEGOTIATED, now);
  }

  // ---- what the owner asks for

  /** The m-sections the peer may publish in. */
  public List<MediaReceiver> receivers() {
    return sections.demux().sections();
  }

  public Optional<MediaReceiver> receiver(String mid) {
    return sections.demux().section(mid);
  }

  /** The peer's receive slots, in the offer's order. */
  public List<RtpSender> senders() {
    return sections.senders();
  }

  public Optional<RtpSender> sender(String mid) {
    return sections.sender(mid);
  }

  /** Asks the peer for a keyframe of this encoding. False if it can't be asked. */
  public boolean requestKeyframe(EncodingReceiver encoding) {
    return state.connected() && sendPathOrNull() != null && outbox.sendKeyframeRequest(encoding);
  }

  public boolean connected() {
    return state.connected();
  }

  /** The last measured round trip in nanoseconds, or 100 ms while none was measured. */
  public long roundTripNanos() {
    return rtcp.roundTripNanos();
  }

  /** True once {@link #roundTripNanos} is a measurement. */
  public boolean roundTripKnown() {
    return rtcp.roundTripKnown();
  }

  /**
   * What the peer said last that it can take in total, in bits per second (REMB); -1 when it has
   * said nothing for a while.
   */
  public long remoteEstimateBps(long now) {
    return rtcp.remoteEstimateBps(now);
  }

  public TransportStats stats() {
    ReceiveTotals received = sections.received();
    return new TransportStats(
        received.packets(),
        received.bytes(),
        sections.packetsSent(),
        sections.bytesSent(),
        received.lost(),
        sections.lostSent(),
        received.nacksSent(),
        rtcp.nacksReceived(),
        received.retransmissions(),
        received.keyframeRequests(),
        rtcp.keyframeRequestsReceived(),
        outbox.feedbackSent(),
        drops.asMap());
  }

  /** Everything there is to say; allocates. */
  public TransportReport report() {
    NetworkPath path = sendPathOrNull();
    return new TransportReport(
        state.wireName(),
        ice.stats(),
        Optional.ofNullable(path)
            .map(it -> new TransportReport.Path(it.local(), it.remote(), it.reliable())),
        session.transport().dtlsRole(),
        srtp.profile(),
        roundTripKnown() ? OptionalLong.of(roundTripNanos()) : OptionalLong.empty(),
        session.media(),
        session.transcript(),
        stats(),
        history.events(),
        history.forgotten());
  }

  /**
   * Something done for this peer threw: it is told as a failure, and the transport is closed so
   * that the others go on.
   */
  public void abandon(String why) {
    state.fail(why, nowNanos);
    close();
  }

  /** Says goodbye to the peer and frees everything. No callback comes afterwards. */
  public void close() {
    if (state.closed()) {
      return;
    }
    state.close();
    try {
      dtls.close();
    } finally {
      // whatever the engine makes of it: nobody may find this transport any more
      ice.close();
      sections.close();
    }
  }

  // ---- for the package

  DatagramSink sink() {
    return context.sink();
  }

  DropCounters drops() {
    return drops;
  }

  /** Null until the handshake is done. */
  SrtpSender srtpSenderOrNull() {
    return srtp.senderOrNull();
  }

  NetworkPath sendPathOrNull() {
    return ice.selectedPathOrNull();
  }

  /** Bytes by which sealing makes an RTP packet longer. */
  int sealLength() {
    return srtp.rtpOverhead();
  }

  private void onPathValidated() {
    if (!dtls.started()) {
      listener.onPathFound();
    }
    dtls.start(nowNanos);
  }

  private final class DtlsEvents implements DtlsTransport.Listener {

    @Override
    public void onKeys(SrtpKeys keys, NetworkPath provenOrNull) {
      if (!state.connecting()) {
        return;
      }
      srtp.key(keys);
      state.connect(keys.profile(), nowNanos);
      if (provenOrNull != null) {
        // the handshake's last flight proved who is at the other end
        ice.onAuthenticatedPacket(provenOrNull, nowNanos);
      }
      listener.onConnected();
      receiveEarlyPackets();
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      history.note(Kind.DTLS_FAILED, reason.name(), nowNanos);
      state.fail("DTLS failed: " + reason, nowNanos);
    }

    @Override
    public void onDtlsClosed() {
      state.closeByPeer(nowNanos);
    }
  }
}
