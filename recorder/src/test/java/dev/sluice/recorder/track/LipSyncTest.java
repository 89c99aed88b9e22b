package dev.sluice.recorder.track;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.recorder.RecordingSink.ClockBasis;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Hours of a publisher in virtual time: its sound card and its camera drift, its packets jitter and
 * get lost, its reports come late. What was captured at one moment has to be at one moment in the
 * file.
 */
class LipSyncTest {

  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;
  private static final long HOUR = 3_600 * SECOND;
  private static final long MAX_OFFSET_NANOS = 40 * MILLI;

  /** How long an encoder takes before it sends. */
  private static final long AUDIO_DELAY = 15 * MILLI;

  private static final long VIDEO_DELAY = 40 * MILLI;
  private static final long PATH_DELAY = 30 * MILLI;

  /** What a publisher does and suffers. */
  private record Story(
      long seed,
      int audioPpm,
      int videoPpm,
      long firstAudioReport,
      long firstVideoReport,
      double loss,
      long jitter) {}

  @ParameterizedTest
  @CsvSource({
    "1, 100, -100",
    "2, -100, 100",
    "3, 100, 100",
    "4, 0, 0",
    "5, -100, -100",
    "6, 37, -61",
  })
  void keepsSoundAndPictureTogetherForAnHour(long seed, int audioPpm, int videoPpm) {
    Run run = new Run(new Story(seed, audioPpm, videoPpm, 4 * SECOND, SECOND, 0.02, 30 * MILLI));
    run.play(HOUR);
    run.assertTogether();
    run.assertSampleExact();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15})
  void keepsTogetherWithoutAnyReport(long seed) {
    Run run = new Run(new Story(seed, 80, -80, Long.MAX_VALUE, Long.MAX_VALUE, 0.05, 20 * MILLI));
    run.play(HOUR / 4);
    run.assertTogether();
    run.assertSampleExact();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25})
  void goesOnTogetherWhenSoundWasMutedForAnHour(long seed) {
    Run run = new Run(new Story(seed, 100, -100, 4 * SECOND, SECOND, 0.02, 30 * MILLI));
    run.play(60 * SECOND);
    run.audioMuted = true;
    run.play(HOUR);
    run.audioMuted = false;
    run.restartAudio();
    run.play(60 * SECOND);
    run.assertTogether();
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34, 35})
  void goesOnTogetherWhenTimestampsJumpByHours(long seed) {
    Run run = new Run(new Story(seed, 50, -50, 4 * SECOND, SECOND, 0.01, 20 * MILLI));
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      run.play(30 * SECOND);
      long ticks = (random.nextLong() % 10_000) * 90_000;
      if (random.nextBoolean()) {
        run.audioBase += ticks;
      } else {
        run.videoBase += ticks;
      }
    }
    run.play(30 * SECOND);
    // Frames of the jump itself may be up to a packet's way off.
    assertTrue(run.worst <= MAX_OFFSET_NANOS + 2 * PATH_DELAY, "worst " + run.worst / MILLI);
    long error = run.videoEnd - run.videoStart - run.time;
    assertTrue(Math.abs(error) < 100 * MILLI, "duration error " + error / MILLI);
  }

  /** One publisher, the estimates that a media loop makes of it, and our timelines. */
  private static final class Run {

    private final Story story;
    private final Random random;
    private final GroupClock group = new GroupClock();
    private final AudioTimeline audio = new AudioTimeline(group);
    private final VideoTimeline video = new VideoTimeline(group);
    private CaptureClock audioClock = new CaptureClock(48_000);
    private final CaptureClock videoClock = new CaptureClock(90_000);

    private long audioBase = 1_000_000;
    private long videoBase = 77_000_000;
    private boolean audioMuted;
    private long time;
    private long nextVideo;
    private long nextReading = SECOND / 2;

    /** Captured at this moment, and where it was put. */
    private long audioMoment = Long.MIN_VALUE;

    private long audioPlace;
    private long firstAudioMoment = Long.MIN_VALUE;
    private long firstAudioPlace;
    private long videoStart = Long.MIN_VALUE;
    private long videoEnd;
    private long worst;
    private long worstInexact;

    Run(Story story) {
      this.story = story;
      random = new Random(story.seed());
      audio.startSource(48_000, false);
      video.startSource(90_000, false);
    }

    void restartAudio() {
      audioBase = random.nextInt(1 << 30);
      audioClock = audioClock.next(48_000);
      audio.startSource(48_000, false);
      audioMoment = Long.MIN_VALUE;
      firstAudioMoment = Long.MIN_VALUE;
    }

    void play(long duration) {
      long end = time + duration;
      for (; time < end; time += 20 * MILLI) {
        if (time >= nextReading) {
          nextReading += SECOND;
          readClocks();
        }
        if (!audioMuted && random.nextDouble() >= story.loss()) {
          playAudio(time);
        }
        while (nextVideo <= time) {
          if (random.nextDouble() >= story.loss()) {
            playVideo(nextVideo);
          }
          nextVideo += 33_333_333;
        }
      }
    }

    private void playAudio(long moment) {
      long timestamp = ticks(audioBase, 48_000, story.audioPpm(), moment);
      if (!audioClock.onArrival(timestamp, arrival(moment + AUDIO_DELAY))) {
        audio.breakLine();
      }
      long place = audio.place(timestamp, audioClock.captureNanos(timestamp), 20 * MILLI);
      if (place == Timeline.NOWHERE) {
        return;
      }
      if (firstAudioMoment == Long.MIN_VALUE) {
        firstAudioMoment = moment;
        firstAudioPlace = place;
      }
      long exact = firstAudioPlace + RtpTicks.toNanos(timestamp - firstTimestamp(), 48_000);
      worstInexact = Math.max(worstInexact, Math.abs(place - exact));
      audioMoment = moment;
      audioPlace = place;
    }

    private long firstTimestamp() {
      return ticks(audioBase, 48_000, story.audioPpm(), firstAudioMoment);
    }

    private void playVideo(long moment) {
      long timestamp = ticks(videoBase, 90_000, story.videoPpm(), moment);
      if (!videoClock.onArrival(timestamp, arrival(moment + VIDEO_DELAY))) {
        video.breakLine();
      }
      long place = video.place(timestamp, videoClock.captureNanos(timestamp), 0);
      assertTrue(place > videoEnd || videoStart == Long.MIN_VALUE, "video went backwards");
      if (videoStart == Long.MIN_VALUE) {
        videoStart = place;
      }
      videoEnd = place;
      if (audioMoment != Long.MIN_VALUE && !audioMuted) {
        worst = Math.max(worst, Math.abs(place - moment - (audioPlace - audioMoment)));
      }
    }

    /** What a media loop tells every second. */
    private void readClocks() {
      long noise = random.nextLong(3 * MILLI);
      boolean audioReported = time >= story.firstAudioReport();
      boolean videoReported = time >= story.firstVideoReport();
      if (!audioMuted) {
        audioClock.onReading(
            ticks(audioBase, 48_000, story.audioPpm(), time),
            time + PATH_DELAY + noise + (audioReported ? 0 : AUDIO_DELAY),
            audioReported ? ClockBasis.SENDER_REPORT : ClockBasis.ARRIVAL);
      }
      videoClock.onReading(
          ticks(videoBase, 90_000, story.videoPpm(), time),
          time + PATH_DELAY + noise + (videoReported ? 0 : VIDEO_DELAY),
          videoReported ? ClockBasis.SENDER_REPORT : ClockBasis.ARRIVAL);
    }

    private long arrival(long sent) {
      return sent + PATH_DELAY + (long) (story.jitter() * Math.abs(random.nextGaussian()) / 3);
    }

    private static long ticks(long base, int clockRate, int ppm, long moment) {
      return base + Math.round(moment / 1e9 * clockRate * (1 + ppm / 1e6));
    }

    void assertTogether() {
      assertTrue(worst <= MAX_OFFSET_NANOS, "worst offset " + worst / MILLI + " ms");
    }

    void assertSampleExact() {
      assertTrue(worstInexact <= MILLI / 10, "inexact by " + worstInexact + " ns");
    }
  }
}
