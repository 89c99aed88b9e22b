package dev.sluice.recorder.backup;

import dev.sluice.recorder.backup.RecordingsList.Place;
import dev.sluice.recorder.library.FileChecksum;
import dev.sluice.recorder.library.Manifest;
import dev.sluice.recorder.library.ManifestException;
import dev.sluice.recorder.library.ManifestFile;
import dev.sluice.recorder.library.ManifestJson;
import dev.sluice.recorder.library.RecordingFolder;
import dev.sluice.recorder.library.SafeNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A recording that is in the way of one that a store has. */
final class LocalRecording {

  private LocalRecording() {}

  /**
   * Whether it has, byte for byte, all media that the store has of it. Reads it.
   *
   * @param directory of recordings
   * @param stored the manifest in the store; without one that can be read the local one counts
   * @param objects names of what the store has
   */
  static boolean hasAll(
      Path directory,
      Place place,
      Optional<byte[]> stored,
      Set<String> objects,
      Transfer transfer) {
    try {
      RecordingFolder folder =
          RecordingFolder.open(directory, place.room(), place.id(), place.room());
      Manifest here = folder.load();
      Manifest said = stored.flatMap(LocalRecording::decoded).orElse(here);
      for (String name : objects) {
        if (SafeNames.isFile(name)
            && !(here.file(name).map(file -> file.whole() && file.local()).orElse(false)
                && isAsSaid(folder, said.file(name), name, transfer))) {
          return false;
        }
      }
      return true;
    } catch (IOException | ManifestException e) {
      return false;
    }
  }

  private static Optional<Manifest> decoded(byte[] document) {
    try {
      return Optional.of(ManifestJson.decode(document));
    } catch (ManifestException e) {
      return Optional.empty();
    }
  }

  private static boolean isAsSaid(
      RecordingFolder folder, Optional<ManifestFile> said, String name, Transfer transfer)
      throws IOException {
    Optional<String> sha256 = said.filter(ManifestFile::whole).flatMap(ManifestFile::sha256);
    if (sha256.isEmpty() || folder.attributes(name).size() != said.get().bytes()) {
      return false;
    }
    transfer.read(said.get().bytes());
    return FileChecksum.sha256(folder, name).equals(sha256.get());
  }
}
