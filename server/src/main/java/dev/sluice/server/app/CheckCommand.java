package dev.sluice.server.app;

import dev.sluice.server.config.Environment;
import dev.sluice.server.config.LogOptions;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.http.CertificateReport;
import dev.sluice.server.http.HttpOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.TlsOptions;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.media.IceTcpOptions;
import dev.sluice.server.media.MediaException;
import dev.sluice.server.media.MediaLoops;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.media.PublicAddressDiscovery;
import dev.sluice.server.srtp.SrtpProviders;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Says whether the server would start here, and with what. */
@Command(
    name = "check",
    description = {
      "Validates the configuration and tries what the server needs, without serving: certificate,",
      "ports, the public address, STUN and TURN servers, files, the disk of recordings, their store,",
      "other services. One line each, OK, WARN or FAIL with what to do. Exits with 1 when something",
      "that is configured does not work, with 2 when the server would not start."
    })
final class CheckCommand implements Callable<Integer> {

  /** The exit code when the server would start, but something configured does not work. */
  static final int SOMETHING_FAILS = 1;

  @ParentCommand private Main main;

  @Override
  public Integer call() {
    Logging.configure(new LogOptions(LogOptions.Level.ERROR, LogOptions.Format.TEXT));
    Environment environment = main.environment();
    ServerConfig config = ServerConfig.from(environment);
    PrintWriter out = main.out();
    Findings findings = new Findings(out);
    findings.ok("configuration", "valid");
    config.notices().forEach(notice -> findings.warn("configuration", notice));
    checkMachine(config, findings);
    config.http().tls().ifPresent(files -> checkCertificate(files, findings));
    Optional<InetSocketAddress> http = checkHttp(config.http(), "HTTP_ADDR", findings);
    config
        .edge()
        .redirectFrom()
        .ifPresent(from -> checkHttp(HttpOptions.of(from), "HTTP_REDIRECT_ADDR", findings));
    checkMedia(config, http.orElse(config.http().bind()), findings);
    new FileTrials(findings).run(config.signedTokens());
    new RecordingTrials(config, findings).run();
    new ReachTrials(findings).run(config);
    findings.ok("cryptography", SrtpProviders.selected().description());
    out.flush();
    return findings.exitCode();
  }

  private static void checkMachine(ServerConfig config, Findings findings) {
    Surroundings here = Surroundings.here(InstantSource.system());
    try {
      here.fitted(config);
      here.warnings(config).forEach(warning -> findings.warn("machine", warning));
    } catch (StartException e) {
      findings.cannotStart("machine", e.getMessage());
    }
    findings.ok(
        "machine",
        String.format(
            Locale.ROOT,
            "%d files and sockets at once, %d MB for Java, the clock says %s",
            here.maxFiles(),
            here.maxHeapBytes() >> 20,
            here.now()));
  }

  private static void checkCertificate(TlsOptions files, Findings findings) {
    try {
      CertificateReport report = CertificateReport.of(files, InstantSource.system().instant());
      report.facts().forEach(fact -> findings.ok("certificate", fact));
      report.warnings().forEach(warning -> findings.warn("certificate", warning));
    } catch (IOException e) {
      findings.cannotStart("certificate", e.getMessage() + " (TLS_CERT_FILE, TLS_KEY_FILE)");
    }
  }

  /** The port alone: the certificate has a line of its own. */
  private static Optional<InetSocketAddress> checkHttp(
      HttpOptions options, String variable, Findings findings) {
    HttpOptions plain = HttpOptions.of(options.bind());
    HttpServer http = new HttpServer(plain, List.of(), System::nanoTime);
    try {
      Server.listen(http, plain, variable);
      InetSocketAddress address = http.localAddress();
      findings.ok("http", "can listen on " + address);
      return Optional.of(address);
    } catch (StartException e) {
      findings.cannotStart("http", e.getMessage());
      return Optional.empty();
    } finally {
      http.stop();
    }
  }

  private static void checkMedia(ServerConfig config, InetSocketAddress http, Findings findings) {
    try {
      tryMedia(config, http, findings);
    } catch (MediaException e) {
      findings.cannotStart("media", e.getMessage());
    }
  }

  private static void tryMedia(ServerConfig config, InetSocketAddress http, Findings findings) {
    PublicAddressDiscovery.Outcome discovery =
        PublicAddressDiscovery.run(config.media(), System::nanoTime, new SecureRandom());
    discovery.warnings().forEach(warning -> findings.warn("network", warning));
    MediaOptions media = config.media().withNat(discovery.nat());
    List<IceCandidate> candidates;
    try (MediaLoops loops = MediaLoops.start(media, System::nanoTime)) {
      if (media.tcp().http() == IceTcpOptions.HttpPort.SHARED) {
        loops.offerHttpPort(http);
      }
      candidates = loops.candidates();
      for (IceCandidate candidate : candidates) {
        findings.ok("media", "candidate:" + candidate.toAttributeValue());
      }
      findings.ok("media", "segmented sends (GSO) " + (loops.segmentation() ? "work" : "are off"));
      checkBuffers(media, loops, findings);
    }
    NetworkReport report = NetworkReport.of(config.withMedia(media), candidates, http);
    report.facts().forEach(fact -> findings.ok("network", fact));
    report.warnings().forEach(warning -> findings.warn("network", warning));
    new NetworkTrials(config, media, findings, System::nanoTime).run(candidates);
  }

  private static void checkBuffers(MediaOptions media, MediaLoops loops, Findings findings) {
    int wanted = media.socketBufferBytes();
    int granted = loops.grantedBufferBytes();
    if (granted >= wanted) {
      findings.ok("media", "socket buffers of %d bytes".formatted(wanted));
    } else {
      findings.warn(
          "media",
          ("socket buffers of %d bytes instead of %d, so that bursts may be lost: sysctl -w"
                  + " net.core.rmem_max=%d net.core.wmem_max=%d")
              .formatted(granted, wanted, wanted, wanted));
    }
  }
}
