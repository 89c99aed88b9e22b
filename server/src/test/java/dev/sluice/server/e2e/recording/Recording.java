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

  /** Its one file. */
  Path onlyFile() {
    List<Path> files = files();
    if (files.size() != 1) {
      throw new AssertionError("not one file: " + manifest);
    }
    return files.get(0);
  }
}
