package dev.sluice.server.e2e.attack;

import java.util.List;

/**
 * What a viewer had of a call for some time.
 *
 * @param frames decoded
 * @param framesPerSecond the same by time
 * @param standstillSeconds the longest time without a new frame, to a look or so
 * @param jitterMillis the largest of video that the browser told
 * @param audioJitterMillis the same of audio
 * @param lostPercent of the packets
 */
public record CallQuality(
    long frames,
    double framesPerSecond,
    double standstillSeconds,
    double jitterMillis,
    double audioJitterMillis,
    double lostPercent) {

  /** The browser's counters at one moment; jitter in seconds. */
  record Sample(
      long nanos, long frames, long received, long lost, double jitter, double audioJitter) {}

  static CallQuality of(List<Sample> samples) {
    Sample first = samples.get(0);
    Sample last = samples.get(samples.size() - 1);
    long longest = 0;
    Sample grown = first;
    for (Sample sample : samples) {
      if (sample.frames() > grown.frames()) {
        grown = sample;
      }
      longest = Math.max(longest, sample.nanos() - grown.nanos());
    }
    long frames = last.frames() - first.frames();
    double lost = Math.max(0, last.lost() - first.lost());
    double packets = last.received() - first.received() + lost;
    return new CallQuality(
        frames,
        frames * 1e9 / (last.nanos() - first.nanos()),
        longest / 1e9,
        1000 * samples.stream().mapToDouble(Sample::jitter).max().orElseThrow(),
        1000 * samples.stream().mapToDouble(Sample::audioJitter).max().orElseThrow(),
        packets == 0 ? 0 : 100 * lost / packets);
  }
}
