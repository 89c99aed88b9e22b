package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.RecordedSource.Codec;

/**
 * How many packets a second one thread brings into order and makes frames of, per codec. Prints a
 * table. From the recorder's directory, after {@code mvn test-compile}:
 *
 * <pre>
 * java -cp target/classes:target/test-classes dev.sluice.recorder.depacketize.DepacketizerBenchmark
 * </pre>
 */
public final class DepacketizerBenchmark {

  private static final int PACKETS = 2_000_000;
  private static final int ROUNDS = 3;

  private DepacketizerBenchmark() {}

  /** Runs it; there are no arguments. */
  public static void main(String[] args) {
    System.out.println("codec   packets/s    Mbit/s   ns/packet   bytes allocated/packet");
    for (Codec codec : Codec.values()) {
      measure(codec);
    }
  }

  private static void measure(Codec codec) {
    SteadyStream stream = new SteadyStream(codec);
    stream.run(PACKETS);
    long best = Long.MAX_VALUE;
    long bytes = 0;
    double allocated = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long bytesBefore = stream.bytes();
      long start = System.nanoTime();
      allocated = DepacketizerAllocationTest.bytesPerPacket(stream, PACKETS);
      best = Math.min(best, System.nanoTime() - start);
      bytes = stream.bytes() - bytesBefore;
    }
    double seconds = best / 1e9;
    System.out.printf(
        "%-5s %,11.0f %,9.0f %11.1f %24.3f%n",
        codec, PACKETS / seconds, bytes * 8 / seconds / 1e6, (double) best / PACKETS, allocated);
  }
}
