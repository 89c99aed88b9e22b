package dev.sluice.recorder.upload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRangeStreamTest {

  @TempDir Path directory;

  @Test
  void readsARangeAndNothingElse() throws IOException {
    Path file = Files.write(directory.resolve("a.webm"), new byte[] {1, 2, 3, 4});
    try (InputStream in = FileRangeStream.open(file, 1, 2)) {
      assertArrayEquals(new byte[] {2, 3}, in.readAllBytes());
    }
    try (InputStream in = FileRangeStream.open(file, 1, 4)) {
      assertThrows(EOFException.class, in::readAllBytes);
    }
  }

  @Test
  void followsNoLinkToWhatIsNotARecording() throws IOException {
    Path secret = Files.write(directory.resolve("secret"), new byte[] {1});
    Path link = Files.createSymbolicLink(directory.resolve("b.webm"), secret);
    assertThrows(IOException.class, () -> FileRangeStream.open(link, 0, 1));
  }
}
