package dev.sluice.server.http.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * The JDK's flight recorder, without the events that tell secrets: environment, system properties,
 * command lines of this and other processes.
 */
final class JdkFlightRecorder implements FlightRecorder {

  private static final String[] SECRET_EVENTS = {
    "jdk.InitialEnvironmentVariable",
    "jdk.InitialSystemProperty",
    "jdk.JVMInformation",
    "jdk.SystemProcess",
    "jdk.StringFlag",
    "jdk.StringFlagChanged",
  };

  private JdkFlightRecorder() {}

  /** Empty when this runtime was built without it. */
  static Optional<FlightRecorder> find() {
    return ModuleLayer.boot().findModule("jdk.jfr").isPresent() && Present.available()
        ? Optional.of(new JdkFlightRecorder())
        : Optional.empty();
  }

  /** Touched only where the module is there. */
  private static final class Present {
    static boolean available() {
      return jdk.jfr.FlightRecorder.isAvailable();
    }
  }

  @Override
  public Flight begin(FlightProfile profile, long maxBytes) throws IOException {
    Map<String, String> settings;
    try {
      settings = new HashMap<>(Configuration.getConfiguration(profile.word()).getSettings());
    } catch (ParseException e) {
      throw new IOException("the settings of the runtime cannot be read", e);
    }
    for (String event : SECRET_EVENTS) {
      settings.put(event + "#enabled", "false");
    }
    Recording recording = new Recording(settings);
    recording.setName("sluice");
    recording.setToDisk(true);
    recording.setMaxSize(maxBytes);
    recording.start();
    return new Running(recording);
  }

  private record Running(Recording recording) implements Flight {

    @Override
    public void finish(Path file) throws IOException {
      try (recording) {
        recording.stop();
        recording.dump(file);
      }
    }

    @Override
    public void abandon() {
      recording.close();
    }
  }
}
