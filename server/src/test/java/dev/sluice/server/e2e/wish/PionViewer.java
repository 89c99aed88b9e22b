package dev.sluice.server.e2e.wish;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.server.e2e.Colour;
import dev.sluice.server.e2e.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** {@code pion-whep}, which writes what it receives to files; FFmpeg then decodes those. */
final class PionViewer implements Viewer {

  private static final double HZ_TOLERANCE = 12;

  private final PeerProgram program;
  private final Path directory;

  private PionViewer(PeerProgram program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  static PionViewer watching(URI endpoint) {
    try {
      Path directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "e2e-pion-");
      PeerProgram program = PeerTools.pion(endpoint.toString(), directory.toString());
      PionViewer viewer = new PionViewer(program, directory);
      program.await("answered");
      return viewer;
    } catch (IOException e) {
      throw new UncheckedIOException("nowhere to write to", e);
    }
  }

  private JsonNode keyframe() {
    return program.await("keyframe");
  }

  private Path video() {
    String codec = keyframe().get("codec").asText();
    return directory.resolve(codec.equals("VP8") ? "video.ivf" : "video.h264");
  }

  @Override
  public void sees(Colour colour) {
    Path video = video();
    Poll.until(
        "the last picture in %s is %s".formatted(video, colour),
        () -> MediaFiles.lastPicture(video),
        seen -> seen.isPresent() && MediaFiles.shows(seen.get(), colour));
  }

  @Override
  public void hears(int hz) {
    Poll.until(
        "the last sound that was written has %d Hz".formatted(hz),
        () -> MediaFiles.lastTone(directory.resolve("audio.ogg")),
        heard -> Math.abs(heard - hz) <= HZ_TOLERANCE);
  }

  @Override
  public void seesMore(int frames) {
    long now = program.report().map(report -> report.get("frames").asLong()).orElse(0L);
    program.awaitReport(
        "receives %d frames more than %d".formatted(frames, now),
        report -> report.get("frames").asLong() >= now + frames);
  }

  @Override
  public long firstFrameMillis() {
    return keyframe().get("millis").asLong();
  }

  @Override
  public void close() {
    program.closeSession();
    try (Stream<Path> written = Files.list(directory)) {
      for (Path file : written.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("files stay behind in " + directory, e);
    }
  }
}
