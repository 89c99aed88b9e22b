package dev.sluice.server.transport;

import dev.sluice.server.dtls.DtlsRole;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.ice.IceCredentials;
import dev.sluice.server.ice.IceOptions;
import dev.sluice.server.ice.NetworkPath;
import dev.sluice.server.rtcp.RtcpPacket;
import dev.sluice.server.rtcp.RtcpReader;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.scenario.FakeDtls;
import dev.sluice.server.scenario.StunRequests;
import dev.sluice.server.srtp.SrtpOptions;
import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.srtp.SrtpProviders;
import dev.sluice.server.srtp.SrtpReceiver;
import dev.sluice.server.srtp.SrtpSender;
import dev.sluice.server.time.WallClock;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One transport whose handshake is done, seen from its peer, in virtual time. */
public final class ConnectedTransport {

  private static final Fingerprint PEER = new Fingerprint("sha-256", "peer");
  static final IceCredentials LOCAL = new IceCredentials("ours", "our-password-of-24-chars");
  private static final IceCredentials REMOTE =
      new IceCredentials("peer", "peers-password-of-24-chs");

  private final FakeDtls dtls = new FakeDtls(SrtpProfile.AEAD_AES_128_GCM);
  private final SrtpSender seal = new SrtpSender(dtls.peerKeys(PEER));
  private final SrtpReceiver open = new SrtpReceiver(dtls.peerKeys(PEER), SrtpOptions.defaults());
  private final NetworkPath path = new Path(20_000);
  private final List<String> told = new ArrayList<>();
  private final Sink sink = new Sink();
  private final WebRtcTransport transport;
  private long nowNanos = 1_000_000_000_000L;

  /** Connected already, with these m-sections. */
  public ConnectedTransport(MediaParameters... media) {
    transport =
        new WebRtcTransport(
            new SessionParameters(
                new TransportParameters(LOCAL, REMOTE, DtlsRole.SERVER, List.of(PEER)),
                List.of(media)),
            new TransportContext(
                sink,
                new NoDirectory(),
                dtls,
                SrtpProviders.selected(),
                Runnable::run,
                new WallClock(nowNanos, 1_700_000_000_000_000_000L),
                IceOptions.defaults(),
                new Random(1)),
            new Events(),
            new Encodings(),
            nowNanos);
    check();
    told.clear();
    sink.sent.clear();
  }

  public WebRtcTransport transport() {
    return transport;
  }

  /** Nanoseconds of virtual time. */
  public long now() {
    return nowNanos;
  }

  /** The peer proves that it is there. */
  void check() {
    check(path);
  }

  /** Where the peer is at first. */
  NetworkPath path() {
    return path;
  }

  /** Another way to the peer, not yet proven. */
  NetworkPath anotherPath() {
    return new Path(20_001);
  }

  /** What the transport's owner was told since the last call. */
  List<String> takeTold() {
    List<String> taken = List.copyOf(told);
    told.clear();
    return taken;
  }

  /** The peer proves that it is there too. */
  void check(NetworkPath path) {
    byte[] check = StunRequests.check(LOCAL, REMOTE);
    transport.receive(path, check, 0, check.length, nowNanos);
  }

  /** Time passes in steps of 5 ms, with a tick after each. */
  void pass(long nanos) {
    for (long end = nowNanos + nanos; nowNanos < end; ) {
      nowNanos += 5_000_000;
      transport.onTick(nowNanos);
    }
  }

  /** A packet of 20 payload bytes from the peer, with the transport-wide number {@code number}. */
  void receiveRtp(String mid, int payloadType, int ssrc, int number, int midId, int numberId) {
    byte[] data = new byte[500];
    byte[] midBytes = mid.getBytes(StandardCharsets.US_ASCII);
    RtpWriter header = new RtpWriter().begin(data, 0, payloadType, true, number, 3000, ssrc);
    header.extension(midId, midBytes, 0, midBytes.length);
    header.extension(numberId, new byte[] {(byte) (number >> 8), (byte) number}, 0, 2);
    int length =
        seal.protectRtp(data, 0, header.endHeader(), number, null, 0, 0, new byte[20], 0, 20, 0);
    transport.receive(path, data, 0, length, nowNanos);
  }

  /** A datagram from the peer's address, whoever made it. */
  void receive(byte[] datagram) {
    transport.receive(path, datagram, 0, datagram.length, nowNanos);
  }

  /** RTCP of the peer. */
  void receiveRtcp(byte[] clear, int length) {
    byte[] sealed = new byte[length + 32];
    int sealedLength = seal.protectRtcp(clear, 0, length, sealed, 0);
    transport.receive(path, sealed, 0, sealedLength, nowNanos);
  }

  /** How many DTLS datagrams went as far as the handshake's engine. */
  int dtlsReceived() {
    return dtls.received();
  }

  /** What left since the last call, as it was on the wire. */
  public List<byte[]> takeSent() {
    List<byte[]> taken = List.copyOf(sink.sent);
    sink.sent.clear();
    return taken;
  }

  /** The RTCP datagrams that left since the last call, opened and read. */
  List<List<RtcpPacket>> takeRtcp() {
    List<List<RtcpPacket>> taken = new ArrayList<>();
    for (byte[] datagram : takeSent()) {
      if (DatagramKind.of(datagram, 0, datagram.length) == DatagramKind.RTCP) {
        List<RtcpPacket> packets = new ArrayList<>();
        int length = open.unprotectRtcp(datagram, 0, datagram.length);
        if (length < 0 || RtcpReader.read(datagram, 0, length, packets::add) != 0) {
          throw new AssertionError("RTCP that does not open: " + length);
        }
        taken.add(packets);
      }
    }
    return taken;
  }

  private record Path(int port) implements NetworkPath {

    @Override
    public InetSocketAddress local() {
      return new InetSocketAddress("192.0.2.1", 7882);
    }

    @Override
    public InetSocketAddress remote() {
      return new InetSocketAddress("198.51.100.7", port);
    }

    @Override
    public boolean reliable() {
      return false;
    }
  }

  private static final class Sink implements DatagramSink {

    private final byte[] scratch = new byte[2048];
    private final List<byte[]> sent = new ArrayList<>();

    @Override
    public int begin(NetworkPath to, int maxLength) {
      return 0;
    }

    @Override
    public byte[] array() {
      return scratch;
    }

    @Override
    public void commit(int length) {
      if (length > 0) {
        sent.add(Arrays.copyOf(scratch, length));
      }
    }
  }

  private static final class NoDirectory implements TransportDirectory {

    @Override
    public void register(String localUfrag, DatagramReceiver receiver) {
      // the test hands datagrams over itself; the same below
    }

    @Override
    public void unregister(String localUfrag) {}

    @Override
    public void bind(NetworkPath bound, DatagramReceiver receiver) {}

    @Override
    public void unbind(NetworkPath bound, DatagramReceiver receiver) {}
  }

  private final class Events implements WebRtcTransport.Listener {

    @Override
    public void onPathFound() {}

    @Override
    public void onConnected() {
      told.add("connected");
    }

    @Override
    public void onInterrupted() {
      told.add("interrupted");
    }

    @Override
    public void onFailed(String why) {
      throw new AssertionError(why);
    }

    @Override
    public void onClosedByPeer() {
      throw new AssertionError("nobody said goodbye");
    }

    @Override
    public void onKeyframeRequested(RtpSender sender) {}

    @Override
    public void onNack(RtpSender sender, int sequence) {}
  }

  private static final class Encodings implements MediaReceiver.Listener {

    @Override
    public void onEncoding(EncodingReceiver encoding) {}

    @Override
    public void onEncodingGone(EncodingReceiver encoding) {}
  }
}
