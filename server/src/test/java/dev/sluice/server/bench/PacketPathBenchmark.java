package dev.sluice.server.bench;

import dev.sluice.server.room.RoomRecorder;
import dev.sluice.server.rtp.Codec;
import dev.sluice.server.srtp.SrtpProfile;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One read batch of one publication from the datagram to the sink, which discards: everything but
 * the socket. The publisher's sealing is not measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketPathBenchmark {

  @Param({"VP8", "H264"})
  private Codec codec;

  @Param({"AEAD_AES_128_GCM", "AES128_CM_HMAC_SHA1_80"})
  private SrtpProfile profile;

  @Param({"SELECTED", "JDK", "NONE"})
  private Ciphers ciphers;

  @Param({"1", "4", "8"})
  private int batch;

  /** None tells what receiving alone costs. */
  @Param({"50"})
  private int subscribers;

  /** With a recorder that counts and keeps nothing: what handing over costs. */
  @Param({"false"})
  private boolean recorded;

  private VirtualFanOut fanOut;

  @Setup
  public void join() {
    fanOut =
        new VirtualFanOut(
            Workload.of(codec, profile, ciphers, batch).withSubscribers(subscribers),
            recorded ? new DiscardingRecorder().ofEverything() : RoomRecorder.NONE);
  }

  @Setup(Level.Invocation)
  public void writeFrame() {
    fanOut.writeFrame();
  }

  @Benchmark
  public long forwardFrame() {
    fanOut.deliverFrame();
    return fanOut.checksum();
  }
}
