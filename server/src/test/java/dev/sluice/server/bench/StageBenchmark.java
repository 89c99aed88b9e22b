package dev.sluice.server.bench;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.dtls.Fingerprint;
import dev.sluice.server.room.forwarding.StreamRewriter;
import dev.sluice.server.room.forwarding.Vp8Rewriter;
import dev.sluice.server.rtp.MediaKind;
import dev.sluice.server.rtp.RtpWriter;
import dev.sluice.server.rtp.codec.Vp8Descriptor;
import dev.sluice.server.scenario.FakeDtls;
import dev.sluice.server.srtp.SrtpOptions;
import dev.sluice.server.srtp.SrtpProfile;
import dev.sluice.server.srtp.SrtpReceiver;
import dev.sluice.server.srtp.SrtpSender;
import dev.sluice.server.stream.SentLog;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The stages of the packet path one by one, in nanoseconds per packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StageBenchmark {

  private static final int SUBSCRIBERS = Workload.SUBSCRIBERS;
  private static final int OPENED = 64;
  private static final int SLOT = 2048;
  private static final int HEADER = 12;
  private static final int CLOCK_RATE = 90_000;
  private static final int LOG_CAPACITY = 2048;
  private static final int SSRC = 4711;

  @Param({"AEAD_AES_128_GCM", "AES128_CM_HMAC_SHA1_80"})
  private SrtpProfile profile;

  @Param({"SELECTED", "JDK", "NONE"})
  private Ciphers ciphers;

  private final SrtpSender[] senders = new SrtpSender[SUBSCRIBERS];
  private final StreamRewriter[] rewriters = new StreamRewriter[SUBSCRIBERS];
  private final Vp8Rewriter[] vp8 = new Vp8Rewriter[SUBSCRIBERS];
  private final SentLog[] logs = new SentLog[SUBSCRIBERS];
  private final RtpWriter header = new RtpWriter();
  private final Vp8Descriptor descriptor = new Vp8Descriptor();
  private final byte[] payload = new byte[Workload.PAYLOAD_LENGTH];
  private final byte[] prefix = new byte[8];
  private final byte[] out = new byte[SUBSCRIBERS * SLOT];
  private final byte[] sealed = new byte[OPENED * SLOT];
  private SrtpSender publisher;
  private SrtpReceiver receiver;
  private int sealedLength;
  private long sequence = 1;

  @Setup
  public void keys() {
    FakeDtls dtls = new FakeDtls(profile);
    for (int i = 0; i < SUBSCRIBERS; i++) {
      Fingerprint peer = new Fingerprint("sha-256", "peer" + i);
      senders[i] = new SrtpSender(dtls.peerKeys(peer), ciphers.providers());
      rewriters[i] = new StreamRewriter(MediaKind.VIDEO, CLOCK_RATE, 1, 1);
      rewriters[i].beginSource(1, 1, 1);
      vp8[i] = new Vp8Rewriter(i);
      logs[i] = new SentLog(LOG_CAPACITY);
    }
    Fingerprint peer = new Fingerprint("sha-256", "publisher");
    publisher = new SrtpSender(dtls.serverKeys(peer), ciphers.providers());
    receiver = new SrtpReceiver(dtls.peerKeys(peer), SrtpOptions.defaults(), ciphers.providers());
    payload[0] = (byte) 0x80;
    payload[1] = (byte) 0x80;
    payload[2] = (byte) 0x80;
  }

  @Setup(Level.Invocation)
  public void seal() {
    for (int i = 0; i < OPENED; i++) {
      sequence++;
      header.begin(sealed, i * SLOT, 96, false, (int) sequence & 0xffff, 1, SSRC);
      sealedLength =
          publisher.protectRtp(
              sealed, i * SLOT, HEADER, sequence, prefix, 0, 0, payload, 0, payload.length, 0);
    }
  }

  /** Authentication, decryption in place, replay window. */
  @Benchmark
  @OperationsPerInvocation(OPENED)
  public int open() {
    int opened = 0;
    for (int i = 0; i < OPENED; i++) {
      opened += receiver.unprotectRtp(sealed, i * SLOT, sealedLength);
    }
    return opened;
  }

  /** New numbers, the VP8 descriptor, and the log for retransmissions. */
  @Benchmark
  @OperationsPerInvocation(SUBSCRIBERS)
  public long rewrite() {
    long sum = 0;
    BigEndian.putU16(payload, 2, 0x8000 | ((int) sequence & 0x7fff));
    for (int i = 0; i < SUBSCRIBERS; i++) {
      long outgoing = rewriters[i].sequence(sequence);
      long timestamp = rewriters[i].timestamp(sequence);
      descriptor.wrap(payload, 0, payload.length);
      int fields = vp8[i].fields(descriptor);
      sum += Vp8Rewriter.write(descriptor, fields, prefix, 0);
      logs[i].record(outgoing, (int) timestamp, 1, sequence, fields);
      rewriters[i].onSent(outgoing, timestamp, false, sequence);
    }
    return sum;
  }

  /** The RTP header of a peer that knows the stream already. */
  @Benchmark
  @OperationsPerInvocation(SUBSCRIBERS)
  public int header() {
    int length = 0;
    for (int i = 0; i < SUBSCRIBERS; i++) {
      header.begin(out, i * SLOT, 96, false, (int) sequence & 0xffff, (int) sequence, SSRC);
      length += header.endHeader();
    }
    return length;
  }

  /** Sealing with each subscriber's key, a rewritten VP8 descriptor in front of the payload. */
  @Benchmark
  @OperationsPerInvocation(SUBSCRIBERS)
  public int sealVp8() {
    int length = 0;
    for (int i = 0; i < SUBSCRIBERS; i++) {
      length +=
          senders[i].protectRtp(
              out, i * SLOT, HEADER, sequence, prefix, 0, 4, payload, 4, payload.length - 4, 0);
    }
    return length;
  }

  /** Sealing with each subscriber's key straight from the shared payload, as for H264. */
  @Benchmark
  @OperationsPerInvocation(SUBSCRIBERS)
  public int sealH264() {
    int length = 0;
    for (int i = 0; i < SUBSCRIBERS; i++) {
      length +=
          senders[i].protectRtp(
              out, i * SLOT, HEADER, sequence, prefix, 0, 0, payload, 0, payload.length, 0);
    }
    return length;
  }
}
