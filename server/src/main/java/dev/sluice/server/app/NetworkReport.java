package dev.sluice.server.app;

import dev.sluice.server.config.ServerConfig;
import dev.sluice.server.ice.IceCandidate;
import dev.sluice.server.media.AddressScope;
import dev.sluice.server.media.IceServerUrl;
import dev.sluice.server.media.MediaOptions;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The network in plain words: what peers are told, what must be open for them, what will not work.
 *
 * @param facts for everybody who starts a server
 * @param warnings whole sentences
 */
record NetworkReport(List<String> facts, List<String> warnings) {

  private static final int FIRST_ORDINARY_PORT = 1024;

  /** Low ports that browsers connect to nevertheless. */
  private static final Set<Integer> TCP_PORTS_ALLOWED = Set.of(80, 443);

  private static final Set<Integer> TURN_PORTS_ALLOWED = Set.of(53, 80, 443);

  NetworkReport {
    facts = List.copyOf(facts);
    warnings = List.copyOf(warnings);
  }

  /**
   * @param candidates of all loops
   * @param http where HTTP listens
   */
  static NetworkReport of(
      ServerConfig config, List<IceCandidate> candidates, InetSocketAddress http) {
    List<String> facts = new ArrayList<>();
    facts.add("peers are told " + told(candidates));
    facts.add("open in the firewall: " + toOpen(config.media(), candidates, http));
    int publicPort = config.media().nat().udpPort();
    if (publicPort != 0) {
      facts.add(
          "forward from outside: UDP %s to UDP %s"
              .formatted(
                  range(publicPort, config.media().loops()),
                  range(config.media().udpPort(), config.media().loops())));
    }
    List<String> warnings = new ArrayList<>();
    warnOfReach(config, candidates, warnings);
    warnOfPorts(config, candidates, warnings);
    warnOfHttp(config, http, warnings);
    return new NetworkReport(facts, warnings);
  }

  private static String told(List<IceCandidate> candidates) {
    Map<String, Map<String, NavigableSet<Integer>>> ports = new LinkedHashMap<>();
    for (IceCandidate candidate : candidates) {
      ports
          .computeIfAbsent(
              candidate.address().getAddress().getHostAddress(), host -> new LinkedHashMap<>())
          .computeIfAbsent(protocol(candidate), protocol -> new TreeSet<>())
          .add(candidate.address().getPort());
    }
    return ports.entrySet().stream()
        .map(
            host ->
                host.getKey()
                    + host.getValue().entrySet().stream()
                        .map(each -> " " + each.getKey() + " " + ranges(each.getValue()))
                        .collect(Collectors.joining()))
        .collect(Collectors.joining(", "));
  }

  private static String protocol(IceCandidate candidate) {
    return candidate.protocol() == IceCandidate.Protocol.UDP ? "UDP" : "TCP";
  }

  private static String toOpen(
      MediaOptions media, List<IceCandidate> candidates, InetSocketAddress http) {
    NavigableSet<Integer> udp = new TreeSet<>();
    if (media.udpPort() == 0) {
      udp.addAll(ports(candidates, IceCandidate.Protocol.UDP));
    } else {
      for (int i = 0; i < media.loops(); i++) {
        udp.add(media.udpPort() + i);
      }
    }
    NavigableSet<Integer> tcp = new TreeSet<>();
    media.tcp().port().ifPresent(tcp::add);
    tcp.remove(0);
    tcp.add(http.getPort());
    return "UDP " + ranges(udp) + ", TCP " + ranges(tcp);
  }

  private static Set<Integer> ports(List<IceCandidate> candidates, IceCandidate.Protocol protocol) {
    return candidates.stream()
        .filter(candidate -> candidate.protocol() == protocol)
        .map(candidate -> candidate.address().getPort())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Neighbours together: "7882-7885 8443". */
  private static String ranges(Collection<Integer> ports) {
    List<String> ranges = new ArrayList<>();
    int first = -1;
    int last = -1;
    for (int port : ports) {
      if (first >= 0 && port != last + 1) {
        ranges.add(range(first, last - first + 1));
        first = port;
      }
      first = first < 0 ? port : first;
      last = port;
    }
    ranges.add(range(first, last - first + 1));
    return String.join(" ", ranges);
  }

  private static String range(int first, int count) {
    return count == 1 ? Integer.toString(first) : first + "-" + (first + count - 1);
  }

  private static void warnOfReach(
      ServerConfig config, List<IceCandidate> candidates, List<String> warnings) {
    Set<AddressScope> scopes =
        candidates.stream()
            .map(candidate -> AddressScope.of(candidate.address().getAddress()))
            .collect(Collectors.toSet());
    boolean told = !config.media().nat().publicAddresses().isEmpty();
    if (told || scopes.contains(AddressScope.GLOBAL)) {
      return;
    }
    warnings.add(
        scopes.contains(AddressScope.PRIVATE)
            ? "Only peers in the same network can reach this server, since all its addresses are"
                + " private; behind a NAT, set PUBLIC_IP."
            : "Only peers on this machine can reach this server.");
  }

  private static void warnOfPorts(
      ServerConfig config, List<IceCandidate> candidates, List<String> warnings) {
    for (int port : ports(candidates, IceCandidate.Protocol.TCP_PASSIVE)) {
      if (port < FIRST_ORDINARY_PORT && !TCP_PORTS_ALLOWED.contains(port)) {
        warnings.add(
            "Chromium does not use ICE over TCP port %d; below 1024 only 80 and 443 work."
                .formatted(port));
      }
    }
    Stream.concat(
            config.iceServers().fixed().stream().flatMap(server -> server.urls().stream()),
            config.iceServers().turnRest().stream().flatMap(rest -> rest.urls().stream()))
        .flatMap(url -> IceServerUrl.parse(url).stream())
        .filter(url -> url.port() < FIRST_ORDINARY_PORT)
        .filter(url -> !TURN_PORTS_ALLOWED.contains(url.port()))
        .forEach(
            url ->
                warnings.add(
                    "Chromium does not use TURN on port %d; below 1024 only 53, 80 and 443 work."
                        .formatted(url.port())));
  }

  private static void warnOfHttp(
      ServerConfig config, InetSocketAddress http, List<String> warnings) {
    boolean proxied = !config.http().trustedProxies().isEmpty();
    if (config.http().tls().isEmpty() && !proxied && !http.getAddress().isLoopbackAddress()) {
      warnings.add(
          "Pages are served without TLS, and browsers give camera and microphone only to https://"
              + " and to localhost: set TLS_CERT_FILE and TLS_KEY_FILE, or put a proxy in front and"
              + " name it in TRUSTED_PROXIES.");
    }
  }
}
