package dev.sluice.server.app;

import dev.sluice.protocol.IceServer;
import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.media.Hairpin;
import dev.sluice.server.media.IceServerUrl;
import dev.sluice.server.media.MediaException;
import dev.sluice.server.media.MediaOptions;
import dev.sluice.server.media.PublicAddress;
import dev.sluice.server.media.PublicAddressDiscovery;
import dev.sluice.server.media.TurnCheck;
import dev.sluice.server.signaling.IceServerSource;
import dev.sluice.server.time.NanoClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code check} tries out: the way back in, the STUN servers, the TURN servers. */
final class NetworkTrials {

  private final ServerConfig config;
  private final MediaOptions media;
  private final Findings findings;
  private final NanoClock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param media as the server would use it, with the public addresses that were found
   */
  NetworkTrials(ServerConfig config, MediaOptions media, Findings findings, NanoClock clock) {
    this.config = config;
    this.media = media;
    this.findings = findings;
    this.clock = clock;
  }

  /** The media ports must be free. */
  void run(List<IceCandidate> candidates) {
    tryWayBackIn(candidates);
    tryStun();
    tryTurn();
  }

  private void tryWayBackIn(List<IceCandidate> candidates) {
    Set<InetAddress> ours =
        media.nat().publicAddresses().stream()
            .map(PublicAddress::address)
            .filter(address -> !isLocal(address))
            .collect(Collectors.toSet());
    int firstPort = media.nat().udpPort() == 0 ? media.udpPort() : media.nat().udpPort();
    for (IceCandidate candidate : candidates) {
      InetSocketAddress outer = candidate.address();
      if (candidate.protocol() == IceCandidate.Protocol.UDP
          && outer.getPort() == firstPort
          && ours.contains(outer.getAddress())) {
        String shown = "%s UDP %d ".formatted(outer.getAddress().getHostAddress(), firstPort);
        findings.ok(
            "reach",
            shown
                + (Hairpin.leadsBack(media.udpPort(), outer, random)
                    ? "leads back to this machine"
                    : "does not lead back from here, which many routers refuse and proves nothing;"
                        + " try from outside"));
      }
    }
  }

  private static boolean isLocal(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  private void tryStun() {
    List<InetSocketAddress> servers =
        config.iceServers().fixed().stream()
            .flatMap(server -> server.urls().stream())
            .flatMap(url -> IceServerUrl.parse(url).stream())
            .filter(IceServerUrl::isPlainStun)
            .map(IceServerUrl::address)
            .toList();
    if (servers.isEmpty()) {
      return;
    }
    try {
      PublicAddressDiscovery.Outcome seen =
          PublicAddressDiscovery.run(
              media.withNat(media.nat().withPublicAddresses(List.of()).withStunServers(servers)),
              clock,
              random);
      seen.warnings().forEach(warning -> findings.warn("stun", warning));
      seen.nat().publicAddresses().forEach(this::compare);
    } catch (MediaException e) {
      findings.fail("stun", e.getMessage());
    }
  }

  private void compare(PublicAddress seen) {
    String line = "the media ports are seen at " + seen.address().getHostAddress();
    List<InetAddress> told =
        media.nat().publicAddresses().stream().map(PublicAddress::address).toList();
    boolean mismatch =
        !told.contains(seen.address())
            && told.stream().anyMatch(each -> each.getClass() == seen.address().getClass());
    if (mismatch) {
      findings.fail("stun", line + ", which is not in PUBLIC_IP");
    } else if (told.isEmpty() && !isLocal(seen.address())) {
      findings.warn("stun", line + ", set PUBLIC_IP to it if peers come from outside");
    } else {
      findings.ok("stun", line);
    }
  }

  private void tryTurn() {
    TurnCheck check = new TurnCheck(clock, random);
    IceServerSource source = new IceServerSource(config.iceServers(), InstantSource.system());
    for (IceServer server : source.iceServers("check")) {
      if (server.username().isPresent() && server.credential().isPresent()) {
        for (String url : server.urls()) {
          TurnCheck.Result result =
              check.allocate(url, server.username().get(), server.credential().get());
          String line = url + " " + result.text();
          if (result.verdict() == TurnCheck.Result.Verdict.FAILS) {
            findings.fail("turn", line);
          } else {
            findings.ok("turn", line);
          }
        }
      }
    }
  }
}
