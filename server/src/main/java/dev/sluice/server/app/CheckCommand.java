package dev.sluice.server.app;

import dev.sluice.server.config.Environment;
import dev.sluice.server.config.LogOptions;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.srtp.SrtpProviders;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Says whether the server would start here, and with what. */
@Command(
    name = "check",
    description = "Validates the configuration and tries the ports, without serving.")
final class CheckCommand implements Callable<Integer> {

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    Logging.configure(new LogOptions(LogOptions.Level.WARN, LogOptions.Format.TEXT));
    Environment environment = main.environment();
    ServerConfig config = ServerConfig.from(environment);
    PrintWriter out = main.out();
    config.notices().forEach(notice -> out.println("note           " + notice));
    out.println("configuration  valid");
    checkHttp(config, out);
    checkMedia(config, out);
    out.println("cryptography   " + SrtpProviders.selected().description());
    out.flush();
    return 0;
  }

  private static void checkHttp(ServerConfig config, PrintWriter out) {
    HttpServer http = new HttpServer(config.http(), List.of(), System::nanoTime);
    Server.listen(http, config.http());
    out.println("http           can listen on " + http.localAddress());
    http.stop();
  }

  private static void checkMedia(ServerConfig config, PrintWriter out) {
    try (MediaLoops loops = MediaLoops.start(config.media(), System::nanoTime)) {
      for (IceCandidate candidate : loops.candidates()) {
        out.println("media          candidate:" + candidate.toAttributeValue());
      }
      out.println(
          "media          segmented sends (GSO) " + (loops.segmentation() ? "work" : "are off"));
    }
  }
}
