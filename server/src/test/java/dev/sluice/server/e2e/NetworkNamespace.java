package dev.sluice.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A network of its own, joined to this one by a cable whose quality can be set. Needs root; the
 * test is skipped without. Must exist before the server starts, which listens on its near end.
 */
public final class NetworkNamespace implements AutoCloseable {

  /** The addresses of the cable's two ends. */
  private enum Family {
    IPV4("10.77.19.1", "10.77.19.2", "30"),
    /** Documentation addresses (RFC 3849), which browsers take for global ones. */
    IPV6("2001:db8:77:19::1", "2001:db8:77:19::2", "64");

    private final String nearAddress;
    private final String farAddress;
    private final String prefix;

    Family(String nearAddress, String farAddress, String prefix) {
      this.nearAddress = nearAddress;
      this.farAddress = farAddress;
      this.prefix = prefix;
    }
  }

  /**
   * A port that those inside may send to, anywhere.
   *
   * @param protocol {@code tcp} or {@code udp}
   */
  public record Opening(String protocol, int port) {
    public static Opening tcp(int port) {
      return new Opening("tcp", port);
    }

    public static Opening udp(int port) {
      return new Opening("udp", port);
    }
  }

  private static final String FAR = "far0";
  private static final Path IPV6 = Path.of("/proc/sys/net/ipv6");

  private final String name;
  private final String near;
  private final Family family;

  private NetworkNamespace(String name, String near, Family family) {
    this.name = name;
    this.near = near;
    this.family = family;
  }

  public static NetworkNamespace create() {
    return create(Family.IPV4);
  }

  /** A network that has no IPv4 at all. */
  public static NetworkNamespace createIpv6Only() {
    return create(Family.IPV6);
  }

  private static NetworkNamespace create(Family family) {
    Tools.require("ip");
    Tools.require("nft");
    long pid = ProcessHandle.current().pid();
    NetworkNamespace network = new NetworkNamespace("sluice-" + pid, "slu" + pid, family);
    try {
      Tools.run("ip", "netns", "add", network.name);
    } catch (IOException e) {
      Tools.requireThat(false, "leave to make network namespaces (root): " + e.getMessage());
    }
    try {
      network.layCable();
      return network;
    } catch (IOException e) {
      network.close();
      throw new UncheckedIOException("the namespace gets no cable", e);
    }
  }

  private void layCable() throws IOException {
    String far = FAR;
    Tools.run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
    if (Files.exists(IPV6)) {
      // else addresses stay tentative for a second or two: they cannot be bound, and a browser that
      // sees one come into being gives up the page it is loading
      String accept = "net.ipv6.conf.%s.accept_dad=0";
      Tools.run("sysctl", "-q", "-w", accept.formatted(near));
      Tools.run("ip", "netns", "exec", name, "sysctl", "-q", "-w", accept.formatted(far));
    }
    Tools.run("ip", "addr", "add", family.nearAddress + "/" + family.prefix, "dev", near);
    Tools.run("ip", "link", "set", near, "up");
    Tools.run("ip", "-n", name, "addr", "add", family.farAddress + "/" + family.prefix, "dev", far);
    Tools.run("ip", "-n", name, "link", "set", far, "up");
    Tools.run("ip", "-n", name, "link", "set", "lo", "up");
    Tools.run("ip", "-n", name, "route", "add", "default", "via", family.nearAddress);
    Poll.until("all addresses are settled", () -> tentativeAddresses(far), String::isBlank);
  }

  private String tentativeAddresses(String far) throws IOException {
    return Tools.run("ip", "-n", name, "-6", "-o", "addr", "show", "dev", far, "tentative");
  }

  /** Where those inside find this machine. */
  public String gateway() {
    return family.nearAddress;
  }

  /** The gateway as it stands in a URL. */
  public String gatewayInUrl() {
    return family == Family.IPV6 ? "[" + family.nearAddress + "]" : family.nearAddress;
  }

  /** From now on nothing leaves but what goes to one of these. */
  public void admitOnly(Opening... openings) throws IOException {
    nft("add", "table", "inet", "gate");
    nft(
        "add",
        "chain",
        "inet",
        "gate",
        "output",
        "{ type filter hook output priority 1; policy drop; }");
    nft("add", "rule", "inet", "gate", "output", "oif", "lo", "accept");
    nft("add", "rule", "inet", "gate", "output", "meta", "l4proto", "ipv6-icmp", "accept");
    for (Opening opening : openings) {
      String port = Integer.toString(opening.port());
      nft("add", "rule", "inet", "gate", "output", opening.protocol(), "dport", port, "accept");
    }
  }

  /** Undoes {@link #admitOnly}. */
  public void admitEverything() throws IOException {
    nft("delete", "table", "inet", "gate");
  }

  /** Breaks the TCP connections to a port, as a firewall would that has forgotten them. */
  public void breakConnections(int port) throws IOException {
    String reset = "{ type filter hook output priority 2; }";
    nft("add", "table", "inet", "breaker");
    nft("add", "chain", "inet", "breaker", "output", reset);
    String dport = Integer.toString(port);
    nft("add", "rule", "inet", "breaker", "output", "tcp", "dport", dport, "reject with tcp reset");
    Poll.until("connections to port " + port + " break", () -> connections(port), String::isBlank);
    nft("delete", "table", "inet", "breaker");
  }

  /** The established TCP connections to a port, one a line. */
  private String connections(int port) {
    try {
      return Tools.run(
          "ip",
          "netns",
          "exec",
          name,
          "ss",
          "-Htn",
          "state",
          "established",
          "dport",
          "=",
          ":" + port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops this share of UDP datagrams, each way, at random. */
  public void lose(int percent) throws IOException {
    nft("add", "table", "inet", "loss");
    for (String hook : new String[] {"input", "output"}) {
      nft("add", "chain", "inet", "loss", hook, "{ type filter hook " + hook + " priority 0; }");
      nft(
          "add",
          "rule",
          "inet",
          "loss",
          hook,
          "meta",
          "l4proto",
          "udp",
          "numgen",
          "random",
          "mod",
          "100",
          "<",
          Integer.toString(percent),
          "drop");
    }
  }

  /**
   * From now on only so much of UDP passes each way, and the rest is dropped: a thin line that is
   * shared fairly, so that what goes over TCP has its place.
   */
  public void narrow(int kilobitsPerSecond) throws IOException {
    String rate = Integer.toString(kilobitsPerSecond * 1000 / 8);
    nft("add", "table", "inet", "thin");
    for (String hook : new String[] {"input", "output"}) {
      nft("add", "chain", "inet", "thin", hook, "{ type filter hook " + hook + " priority 0; }");
      String over = "limit rate over " + rate + " bytes/second burst 4000 bytes drop";
      nft("add", "rule", "inet", "thin", hook, "meta", "l4proto", "udp", over);
    }
  }

  /** Undoes {@link #narrow}. */
  public void widen() throws IOException {
    nft("delete", "table", "inet", "thin");
  }

  /** Lets everything through again. */
  public void heal() throws IOException {
    nft("delete", "table", "inet", "loss");
  }

  private void nft(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 5];
    System.arraycopy(new String[] {"ip", "netns", "exec", name, "nft"}, 0, command, 0, 5);
    System.arraycopy(arguments, 0, command, 5, arguments.length);
    Tools.run(command);
  }

  /** A program that runs another one inside. */
  public Path inside(Path program) throws IOException {
    Path script = Path.of("target", "e2e-" + name + "-" + program.getFileName()).toAbsolutePath();
    Files.writeString(
        script, "#!/bin/sh%nexec ip netns exec %s %s \"$@\"%n".formatted(name, program));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  @Override
  public void close() {
    try {
      if (NetworkInterface.getByName(near) != null) {
        // by itself the cable would stay a moment longer than the namespace, in the next one's way
        Tools.run("ip", "link", "delete", near);
      }
      Tools.run("ip", "netns", "delete", name);
    } catch (IOException e) {
      throw new UncheckedIOException("a network namespace stays behind", e);
    }
  }
}
