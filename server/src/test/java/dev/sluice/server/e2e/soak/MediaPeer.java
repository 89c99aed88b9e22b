package dev.sluice.server.e2e.soak;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.conformance.AnsweredTransport;
import dev.sluice.server.conformance.OfferText;
import dev.sluice.server.dtls.DtlsEngine;
import dev.sluice.server.dtls.DtlsFailure;
import dev.sluice.server.e2e.Poll;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.rtcp.PictureLossIndication;
import dev.sluice.server.rtcp.RtcpPacket;
import dev.sluice.server.rtcp.RtcpReader;
import dev.sluice.server.rtcp.RtcpWriter;
import dev.sluice.server.scenario.StunRequests;
import dev.sluice.server.srtp.SrtpKeys;
import dev.sluice.server.srtp.SrtpOptions;
import dev.sluice.server.srtp.SrtpReceiver;
import dev.sluice.server.srtp.SrtpSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The media side of somebody: a full ICE agent with one path, DTLS, SRTP, reports. What it sends
 * has the headers of a call and no content; what it receives is counted. Public methods may be
 * called by any thread; the rest happens on the network's.
 */
final class MediaPeer implements AutoCloseable {

  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);
  private static final long FIRST_CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long NTP_EPOCH_SECONDS = 2_208_988_800L;
  private static final AtomicLong SSRCS = new AtomicLong(100_000);
  private static final int MAX_REPORT_BLOCKS = 8;

  private final MediaNetwork network;
  private final PeerOffer offer;
  private final DatagramChannel channel;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private final List<SentStream> streams = new ArrayList<>();
  private final Map<Integer, Integer> received = new LinkedHashMap<>();
  private final RtcpWriter reports = new RtcpWriter();
  private final byte[] clear = new byte[1024];
  private final byte[] sealed = new byte[1200];
  private final int ownSsrc = (int) SSRCS.addAndGet(10);
  private volatile IceCredentials ice = OfferText.credentials();
  private final AtomicLong packetsReceived = new AtomicLong();
  private AnsweredTransport server;
  private DtlsEngine dtls;
  private SrtpSender seal;
  private SrtpReceiver open;
  private int transportSequence;
  private long nextCheckNanos;
  private long nextReportNanos;
  private int reportsSent;
  private final AtomicLong handshakeDatagrams = new AtomicLong(Long.MAX_VALUE);
  private boolean closed;

  MediaPeer(MediaNetwork network, PeerOffer offer) {
    this.network = network;
    this.offer = offer;
    try {
      channel =
          DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException("no socket", e);
    }
    if (offer.publishes()) {
      streams.add(SentStream.microphone(ownSsrc + 1));
      List<String> rids = offer.rids();
      if (rids.isEmpty()) {
        streams.add(SentStream.camera(ownSsrc + 2, "", 10, 500));
      }
      for (int i = 0; i < rids.size(); i++) {
        streams.add(SentStream.camera(ownSsrc + 2 + i, rids.get(i), 5, 150 * (i + 1)));
      }
    }
  }

  /** Its offer, by which the server may be either side of DTLS unless {@code setup} says which. */
  String offer(String setup) {
    return offer.text(ice, network.dtls().localFingerprint(), setup);
  }

  /** An offer with new credentials: an ICE restart. */
  String restart() {
    ice = OfferText.credentials();
    return offer("actpass");
  }

  /** Takes the answer and connects. */
  void connect(String answer) {
    AnsweredTransport answered = AnsweredTransport.parse(answer);
    network.execute(() -> connect(answered));
  }

  /** Of its handshake the first datagram leaves, and no other. */
  void fallSilentInHandshake() {
    handshakeDatagrams.set(1);
  }

  /** Goes on with the credentials of the answer to {@link #restart}. */
  void restarted(IceCredentials credentials) {
    network.execute(
        () -> {
          server =
              new AnsweredTransport(credentials, server.fingerprint(), server.role(), server.udp());
          nextCheckNanos = System.nanoTime();
        });
  }

  /**
   * Waits until media flows.
   *
   * @param who for people, when it never does
   * @throws java.util.concurrent.CompletionException when it cannot any more
   */
  void awaitConnected(String who) {
    Poll.until(who + " connects", this::hasConnected, connected -> connected);
  }

  private boolean hasConnected() {
    if (!connected.isDone()) {
      return false;
    }
    connected.join();
    return true;
  }

  /** RTP packets so far. */
  long packetsReceived() {
    return packetsReceived.get();
  }

  /** Sends nothing of its camera or microphone for a while, or goes on. */
  void pause(boolean video, boolean paused) {
    network.execute(
        () ->
            streams.stream()
                .filter(stream -> stream.video() == video)
                .forEach(stream -> stream.paused(paused)));
  }

  private void connect(AnsweredTransport answered) {
    if (closed) {
      return;
    }
    server = answered;
    try {
      channel.connect(answered.udp());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect a datagram socket", e);
    }
    network.add(this, channel);
    dtls =
        network
            .dtls()
            .create(
                answered.role(), List.of(answered.fingerprint()), network::execute, new Events());
    check(System.nanoTime());
    dtls.start();
  }

  /** Called by the network. */
  void tick(long nowNanos) {
    if (nowNanos - nextCheckNanos >= 0) {
      check(nowNanos);
    }
    dtls.onTick(nowNanos);
    if (seal == null || closed) {
      return;
    }
    for (int i = 0; i < streams.size(); i++) {
      transportSequence = streams.get(i).send(nowNanos, seal, transportSequence, this::send);
    }
    if (nowNanos - nextReportNanos >= 0) {
      nextReportNanos = nowNanos + REPORT_NANOS;
      report();
    }
  }

  /** A connectivity check, which renews consent too. */
  private void check(long nowNanos) {
    nextCheckNanos = nowNanos + (connected.isDone() ? CHECK_NANOS : FIRST_CHECK_NANOS);
    byte[] request = StunRequests.check(server.ice(), ice);
    send(request, request.length);
  }

  /** Called by the network. */
  void receive(byte[] data, int length) {
    int first = data[0] & 0xff;
    if (first >= 20 && first < 64) {
      dtls.receive(data, 0, length);
    } else if (first >= 128 && length > 12 && open != null) {
      int second = data[1] & 0xff;
      if (second >= 192 && second < 224) {
        int clearLength = open.unprotectRtcp(data, 0, length);
        if (clearLength > 0) {
          RtcpReader.read(data, 0, clearLength, this::hear);
        }
      } else {
        packetsReceived.incrementAndGet();
        received.put(BigEndian.i32(data, 8), BigEndian.u16(data, 2));
      }
    }
  }

  private void hear(RtcpPacket packet) {
    if (packet instanceof PictureLossIndication) {
      streams.forEach(SentStream::wantKeyframe);
    }
  }

  /** What is sent and received; now and then a request for a keyframe, or for a lost packet. */
  private void report() {
    reportsSent++;
    for (SentStream stream : streams) {
      long now = System.currentTimeMillis();
      long ntp = ((now / 1000 + NTP_EPOCH_SECONDS) << 32) | ((now % 1000 << 32) / 1000);
      reports.wrap(clear, 0, clear.length);
      reports.senderReport(
          stream.ssrc(), ntp, stream.timestamp(), stream.packets(), stream.octets());
      sendReports();
    }
    if (received.isEmpty()) {
      return;
    }
    reports.wrap(clear, 0, clear.length);
    reports.receiverReport(ownSsrc);
    int blocks = 0;
    for (Map.Entry<Integer, Integer> each : received.entrySet()) {
      if (blocks++ < MAX_REPORT_BLOCKS) {
        reports.reportBlock(each.getKey(), 0, 0, each.getValue(), 10, 0, 0);
      }
    }
    Map.Entry<Integer, Integer> one = received.entrySet().iterator().next();
    if (reportsSent % 7 == 3) {
      reports.pli(ownSsrc, one.getKey());
    } else if (reportsSent % 5 == 2) {
      reports.nack(ownSsrc, one.getKey(), new int[] {(one.getValue() - 3) & 0xffff}, 1);
    } else if (reportsSent % 5 == 4) {
      reports.remb(ownSsrc, 800_000, one.getKey());
    }
    sendReports();
  }

  private void sendReports() {
    int length = seal.protectRtcp(clear, 0, reports.length(), sealed, 0);
    if (length > 0) {
      send(sealed, length);
    }
  }

  private void send(byte[] data, int length) {
    try {
      channel.write(ByteBuffer.wrap(data, 0, length));
    } catch (IOException e) {
      // nobody listens there any more: whoever this is will hear of it by signaling
    }
  }

  /** Goes without a word, as a process does that is killed. */
  void vanish() {
    network.execute(() -> end(false));
  }

  /** Says goodbye by DTLS. */
  @Override
  public void close() {
    network.execute(() -> end(true));
  }

  private void end(boolean goodbye) {
    if (closed) {
      return;
    }
    closed = true;
    network.remove(this);
    if (dtls != null && goodbye) {
      dtls.close();
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close a socket", e);
    }
    if (dtls != null && !goodbye) {
      // what it would still say finds no socket
      dtls.close();
    }
    connected.completeExceptionally(new IllegalStateException("it ended before it connected"));
  }

  private final class Events implements DtlsEngine.Listener {

    @Override
    public void onDtlsOutput(byte[] data, int offset, int length) {
      if (handshakeDatagrams.getAndDecrement() <= 0) {
        return;
      }
      try {
        channel.write(ByteBuffer.wrap(data, offset, length));
      } catch (IOException e) {
        // lost, as datagrams may be
      }
    }

    @Override
    public void onDtlsConnected(SrtpKeys keys) {
      seal = new SrtpSender(keys);
      open = new SrtpReceiver(keys, SrtpOptions.defaults());
      connected.complete(null);
    }

    @Override
    public void onDtlsFailed(DtlsFailure reason) {
      connected.completeExceptionally(new IllegalStateException("DTLS failed: " + reason));
    }

    @Override
    public void onDtlsClosed() {
      // the server ends it; signaling says why
    }
  }
}
