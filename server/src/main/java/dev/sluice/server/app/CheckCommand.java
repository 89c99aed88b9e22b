package dev.sluice.server.app;

import dev.sluice.server.config.Environment;
import dev.sluice.server.config.LogOptions;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.media.IceTcpOptions;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.media.PublicAddressDiscovery;
import dev.sluice.server.srtp.SrtpProviders;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Says whether the server would start here, and with what. */
@Command(
    name = "check",
    description = {
      "Validates the configuration and tries what the server needs, without serving: ports, the",
      "public address, STUN and TURN servers, the disk of recordings, their store. Exits with 1",
      "when one of them does not work."
    })
final class CheckCommand implements Callable<Integer> {

  /** The exit code when the server would start, but something configured does not work. */
  static final int SOMETHING_FAILS = 1;

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    Logging.configure(new LogOptions(LogOptions.Level.WARN, LogOptions.Format.TEXT));
    Environment environment = main.environment();
    ServerConfig config = ServerConfig.from(environment);
    PrintWriter out = main.out();
    config.notices().forEach(notice -> out.println("note           " + notice));
    out.println("configuration  valid");
    InetSocketAddress http = checkHttp(config, out);
    boolean passed = checkMedia(config, http, out);
    RecordingTrials recordings = new RecordingTrials(config, out);
    recordings.run();
    passed &= recordings.passed();
    out.println("cryptography   " + SrtpProviders.selected().description());
    out.flush();
    return passed ? 0 : SOMETHING_FAILS;
  }

  private static InetSocketAddress checkHttp(ServerConfig config, PrintWriter out) {
    HttpServer http = new HttpServer(config.http(), List.of(), System::nanoTime);
    Server.listen(http, config.http(), "HTTP_ADDR");
    InetSocketAddress address = http.localAddress();
    out.println("http           can listen on " + address);
    http.stop();
    return address;
  }

  private static boolean checkMedia(ServerConfig config, InetSocketAddress http, PrintWriter out) {
    PublicAddressDiscovery.Outcome discovery =
        PublicAddressDiscovery.run(config.media(), System::nanoTime, new SecureRandom());
    discovery.warnings().forEach(warning -> out.println("warning        " + warning));
    MediaOptions media = config.media().withNat(discovery.nat());
    List<IceCandidate> candidates;
    try (MediaLoops loops = MediaLoops.start(media, System::nanoTime)) {
      if (media.tcp().http() == IceTcpOptions.HttpPort.SHARED) {
        loops.offerHttpPort(http);
      }
      candidates = loops.candidates();
      for (IceCandidate candidate : candidates) {
        out.println("media          candidate:" + candidate.toAttributeValue());
      }
      out.println(
          "media          segmented sends (GSO) " + (loops.segmentation() ? "work" : "are off"));
    }
    NetworkReport report = NetworkReport.of(config.withMedia(media), candidates, http);
    report.facts().forEach(fact -> out.println("network        " + fact));
    report.warnings().forEach(warning -> out.println("warning        " + warning));
    NetworkTrials trials = new NetworkTrials(config, media, out, System::nanoTime);
    trials.run(candidates);
    return trials.passed();
  }
}
