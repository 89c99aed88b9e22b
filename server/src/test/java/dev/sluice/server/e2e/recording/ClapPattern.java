package dev.sluice.server.e2e.recording;

import java.util.List;
import java.util.Locale;

/** A flash and a beep that begin together, once a second, as FFmpeg makes them without a file. */
final class ClapPattern {

  static final int FRAMES_PER_SECOND = 25;

  private ClapPattern() {}

  /** Inputs of FFmpeg: the picture and the sound, as fast as they are read. */
  static List<String> inputs(double soundDelaySeconds) {
    return List.of("-f", "lavfi", "-i", picture(), "-f", "lavfi", "-i", sound(soundDelaySeconds));
  }

  /** Likewise, in real time. */
  static List<String> liveInputs() {
    return List.of("-re", "-f", "lavfi", "-i", picture(), "-re", "-f", "lavfi", "-i", sound(0));
  }

  private static String picture() {
    return ("color=c=black:s=320x240:r=%d,noise=alls=8:allf=t,"
            + "drawbox=t=fill:c=white:enable='lt(mod(n\\,%d)\\,5)',format=yuv420p")
        .formatted(FRAMES_PER_SECOND, FRAMES_PER_SECOND);
  }

  private static String sound(double delaySeconds) {
    return String.format(
        Locale.ROOT,
        "aevalsrc='if(lt(mod(t+1-%f\\,1)\\,0.2)\\,0.5*sin(2*PI*1000*t)\\,0)':s=48000",
        delaySeconds);
  }
}
