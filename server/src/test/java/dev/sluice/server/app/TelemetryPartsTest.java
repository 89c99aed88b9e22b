package dev.sluice.server.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.server.room.JoinListener;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.room.JoinProtocol;
import dev.sluice.server.room.JoinRequest;
import dev.sluice.server.room.JoinStage;
import dev.sluice.server.room.ParticipantId;
import dev.sluice.server.room.RoomId;
import dev.sluice.server.telemetry.tracing.Tracing;
import dev.sluice.server.time.WallClock;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TelemetryPartsTest {

  /** A join, its metrics and its end, in classes of a loader of their own. */
  public static final class UntracedJoin implements Runnable {

    @Override
    public void run() {
      try (TelemetryParts parts =
          TelemetryParts.start(TestConfig.with(Map.of()), () -> 0, new WallClock(0, 0))) {
        JoinListener join =
            parts
                .joins()
                .begin(
                    new JoinRequest(
                        JoinProtocol.WS,
                        new RoomId("blue"),
                        new ParticipantId("ann"),
                        "s",
                        "chrome",
                        Optional.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                        Optional.empty(),
                        0));
        for (JoinStage stage : JoinStage.values()) {
          join.onStage(stage, 1);
        }
        join.onEnd(JoinOutcome.CONNECTED, "", 2);
        assertEquals("", join.ids().traceId());
      }
    }
  }

  @Test
  void withoutACollectorNoClassOfOpenTelemetryIsLoaded() throws Exception {
    ClassLoader loader = new WithoutOpenTelemetry();
    Runnable join =
        (Runnable)
            loader.loadClass(UntracedJoin.class.getName()).getDeclaredConstructor().newInstance();

    join.run();
    assertThrows(
        NoClassDefFoundError.class,
        () -> loader.loadClass(Tracing.class.getName()).getDeclaredMethod("joins").invoke(null),
        "there is none that could be loaded");
  }

  /** Loads our classes anew, and none of OpenTelemetry. */
  private static final class WithoutOpenTelemetry extends ClassLoader {

    WithoutOpenTelemetry() {
      super(TelemetryPartsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.opentelemetry.")) {
        throw new ClassNotFoundException(name);
      }
      return name.startsWith("dev.sluice.") || name.startsWith("io.prometheus.")
          ? ownClass(name)
          : super.loadClass(name, resolve);
    }

    private synchronized Class<?> ownClass(String name) throws ClassNotFoundException {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (file == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = file.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
