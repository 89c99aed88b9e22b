package dev.sluice.server.e2e.soak;

import dev.sluice.server.e2e.Browsers;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.FakeCapture;
import dev.sluice.server.e2e.soak.Picture.Curve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws what a soak has measured: SVG, and by way of a browser PNG. */
final class Pictures {

  static final String SAMPLES = "samples.csv";
  static final String MARKS = "marks.csv";

  private static final double MB = 1e-6;

  private Pictures() {}

  /** Draws what is in {@link #SAMPLES} and, when there are looks, {@link #MARKS} of a directory. */
  static void draw(Path directory) throws IOException {
    SampleTable samples = SampleTable.read(directory.resolve(SAMPLES));
    List<Curve> heap = new ArrayList<>(List.of(curve("used", samples, "heap", MB)));
    if (Files.exists(directory.resolve(MARKS))) {
      SampleTable marks = SampleTable.read(directory.resolve(MARKS));
      heap.add(new Curve("alive when all is quiet", marks.points("live", MB), true));
    }
    Map<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put(
        "soak-memory",
        new Picture(samples, 2)
            .panel("Heap, MB", heap.toArray(Curve[]::new))
            .panel("Resident, MB", curve("RSS", samples, "rss", MB)));
    pictures.put(
        "soak-counts",
        new Picture(samples, 3)
            .panel(
                "Who is there",
                curve("transports", samples, "transports", 1),
                curve("rooms", samples, "rooms", 1))
            .panel("Metric series", curve("all", samples, "series", 1))
            .panel(
                "Open and running",
                curve("descriptors", samples, "fds", 1),
                curve("threads", samples, "threads", 1)));
    boolean witnessed = samples.has("witness_fps");
    Picture load =
        new Picture(samples, witnessed ? 2 : 1)
            .panel("Cores of the server", curve("CPU", samples, "cores", 1));
    if (witnessed) {
      load.panel("Pictures a second that a browser sees", curve("fps", samples, "witness_fps", 1));
    }
    pictures.put("soak-load", load);
    for (Map.Entry<String, Picture> each : pictures.entrySet()) {
      Files.writeString(directory.resolve(each.getKey() + ".svg"), each.getValue().svg());
    }
    photograph(directory, pictures);
  }

  private static Curve curve(String name, SampleTable samples, String column, double scale) {
    return new Curve(name, samples.points(column, scale), false);
  }

  private static void photograph(Path directory, Map<String, Picture> pictures) throws IOException {
    FakeCapture noCamera = new FakeCapture(Colour.BLACK, 440);
    try (Browsers browsers = Browsers.start()) {
      for (String name : pictures.keySet()) {
        Path page = directory.resolve(name + ".html");
        Files.writeString(
            page,
            "<body style='margin:0'><img src='%s.svg' style='display:block'>".formatted(name));
        try (Browsers.ChromiumPage view =
            browsers.page(page.toUri(), browsers.executable(), noCamera)) {
          view.picture(directory.resolve(name + ".png"));
        }
        Files.delete(page);
      }
    }
  }
}
