package dev.sluice.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.util.List;

/**
 * A home: a router with one address towards this machine, and one computer behind it that the
 * router translates. Needs root; the test is skipped without.
 *
 * <pre>
 *   this machine 10.77.23.1 ─── 10.77.23.2 router 10.99.7.1 ─── 10.99.7.4 computer
 * </pre>
 */
final class NatRouter implements AutoCloseable {

  /** How the router chooses outer ports. */
  enum Ports {
    KEPT(""),
    CHANGED(" fully-random");

    private final String flags;

    Ports(String flags) {
      this.flags = flags;
    }
  }

  private static final String OUTSIDE = "10.77.23.1";
  private static final String OUTER = "10.77.23.2";
  private static final String INNER = "10.99.7.4";
  private static final String GATEWAY = "10.99.7.1";

  private final String router;
  private final String computer;
  private final String cable;

  private NatRouter(long pid) {
    router = "sluice-router-" + pid;
    computer = "sluice-inner-" + pid;
    cable = "nat" + pid;
  }

  static NatRouter create(Ports ports) {
    Tools.require("ip");
    Tools.require("nft");
    NatRouter nat = new NatRouter(ProcessHandle.current().pid());
    try {
      Tools.run("ip", "netns", "add", nat.router);
    } catch (IOException e) {
      Tools.requireThat(false, "leave to make network namespaces (root): " + e.getMessage());
    }
    try {
      Tools.run("ip", "netns", "add", nat.computer);
      nat.layCables();
      nat.translate(ports);
      return nat;
    } catch (IOException e) {
      nat.close();
      throw new UncheckedIOException("the router is not set up", e);
    }
  }

  private void layCables() throws IOException {
    Tools.run("ip", "link", "add", cable, "type", "veth", "peer", "name", "out", "netns", router);
    Tools.run("ip", "addr", "add", OUTSIDE + "/30", "dev", cable);
    Tools.run("ip", "link", "set", cable, "up");
    inRouter("ip", "addr", "add", OUTER + "/30", "dev", "out");
    inRouter("ip", "link", "set", "out", "up");
    inRouter("ip", "link", "add", "in", "type", "veth", "peer", "name", "eth0", "netns", computer);
    inRouter("ip", "addr", "add", GATEWAY + "/24", "dev", "in");
    inRouter("ip", "link", "set", "in", "up");
    inRouter("sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
    inRouter("ip", "route", "add", "default", "via", OUTSIDE);
    Tools.run(inside("ip", "addr", "add", INNER + "/24", "dev", "eth0"));
    Tools.run(inside("ip", "link", "set", "eth0", "up"));
    Tools.run(inside("ip", "link", "set", "lo", "up"));
    Tools.run(inside("ip", "route", "add", "default", "via", GATEWAY));
  }

  private void translate(Ports ports) throws IOException {
    inRouter(
        "nft",
        "add table ip nat;"
            + " add chain ip nat out { type nat hook postrouting priority 100; };"
            + " add rule ip nat out oifname out masquerade"
            + ports.flags
            + "; add chain ip nat in { type nat hook prerouting priority -100; }");
  }

  /** Leads what comes to the outer address on to the computer. */
  void forward(String protocol, int first, int last) throws IOException {
    inRouter(
        "nft",
        "add rule ip nat in iifname out %s dport %d-%d dnat to %s"
            .formatted(protocol, first, last, INNER));
  }

  /** This machine as those behind the router see it. */
  String outside() {
    return OUTSIDE;
  }

  /** The router's address as this machine sees it. */
  String outer() {
    return OUTER;
  }

  /** The computer's own address. */
  String inner() {
    return INNER;
  }

  /** A command that runs another one on the computer. */
  String[] inside(String... command) {
    return within(computer, List.of(command));
  }

  private void inRouter(String... command) throws IOException {
    Tools.run(within(router, List.of(command)));
  }

  private static String[] within(String namespace, List<String> command) {
    String[] whole = new String[command.size() + 4];
    List<String> enter = List.of("ip", "netns", "exec", namespace);
    for (int i = 0; i < whole.length; i++) {
      whole[i] = i < enter.size() ? enter.get(i) : command.get(i - enter.size());
    }
    return whole;
  }

  @Override
  public void close() {
    try {
      if (NetworkInterface.getByName(cable) != null) {
        Tools.run("ip", "link", "delete", cable);
      }
      for (String namespace : List.of(computer, router)) {
        if (Tools.run("ip", "netns", "list").contains(namespace)) {
          Tools.run("ip", "netns", "delete", namespace);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a network namespace stays behind", e);
    }
  }
}
