package dev.sluice.server.e2e.recording;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A recording that is over. */
record Recording(Path folder, JsonNode manifest) {

  /** Its files, in the order in which they were begun. */
  List<Path> files() {
    List<Path> files = new ArrayList<>();
    manifest.get("files").forEach(file -> files.add(folder.resolve(file.get("name").asText())));
    return files;
  }

  /** From the recording's start to a file's, in seconds. */
  double offset(Path file) {
    for (JsonNode each : manifest.get("files")) {
      if (folder.resolve(each.get("name").asText()).equals(file)) {
        return each.get("offsetMillis").asLong() / 1000.0;
      }
    }
    throw new AssertionError(file + " is not in " + manifest);
  }

  /** All claps in its files, on the clock of the recording. */
  Claps claps() {
    List<Double> flashes = new ArrayList<>();
    List<Double> beeps = new ArrayList<>();
    for (Path file : files()) {
      RecordedFile media = RecordingCheck.decodesWhole(file);
      if (media.video().isPresent()) {
        flashes.addAll(Claps.shifted(Claps.flashes(file), offset(file)));
      }
      if (media.audio().isPresent()) {
        beeps.addAll(Claps.shifted(Claps.beeps(file), offset(file)));
      }
    }
    return new Claps(flashes, beeps);
  }

  /** Its one file. */
  Path onlyFile() {
    List<Path> files = files();
    if (files.size() != 1) {
      throw new AssertionError("not one file: " + manifest);
    }
    return files.get(0);
  }
}
