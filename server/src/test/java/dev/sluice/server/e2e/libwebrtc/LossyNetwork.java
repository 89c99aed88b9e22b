package dev.sluice.server.e2e.libwebrtc;

import dev.sluice.server.e2e.Tools;
import java.io.IOException;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * A network namespace behind a cable to this machine, where datagrams get lost at random in both
 * directions. Nothing can leave it but to this machine.
 */
final class LossyNetwork implements AutoCloseable {

  /** Addresses for measurements, RFC 2544: nobody else's. */
  private static final String PREFIX = "198.18.";

  private final String namespace;
  private final String here;

  /**
   * Makes it, or skips the test where that is not allowed.
   *
   * @param lossPercent of the UDP datagrams, each way
   */
  LossyNetwork(int lossPercent) {
    Tools.require("ip");
    Tools.require("nft");
    long id = ProcessHandle.current().pid() % 0x10000;
    namespace = "sluice-loss-" + id;
    String net = PREFIX + (id >> 8) + ".";
    long host = id & 0xfc;
    here = net + (host + 1);
    String there = net + (host + 2);
    String near = "slh" + id;
    String far = "slp" + id;
    try {
      Tools.run("ip", "netns", "add", namespace);
    } catch (IOException e) {
      Tools.requireThat(false, "the right to make network namespaces (root): " + e.getMessage());
      throw new TestAbortedException("unreachable", e);
    }
    try {
      Tools.run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", namespace);
      Tools.run("ip", "addr", "add", here + "/30", "dev", near);
      Tools.run("ip", "link", "set", near, "up");
      Tools.run("ip", "-n", namespace, "addr", "add", there + "/30", "dev", far);
      Tools.run("ip", "-n", namespace, "link", "set", "lo", "up");
      Tools.run("ip", "-n", namespace, "link", "set", far, "up");
      lose(lossPercent);
    } catch (IOException e) {
      close();
      Tools.requireThat(false, "veth and nftables' numgen: " + e.getMessage());
    }
  }

  private void lose(int percent) throws IOException {
    nft("add table inet loss");
    for (String hook : List.of("input", "output")) {
      nft("add chain inet loss " + hook + " { type filter hook " + hook + " priority 0 ; }");
      nft(
          "add rule inet loss %s meta l4proto udp numgen random mod 100 < %d counter drop"
              .formatted(hook, percent));
    }
  }

  private String nft(String command) throws IOException {
    return Tools.run("ip", "netns", "exec", namespace, "nft", command);
  }

  /** This machine's address as seen from inside. */
  String here() {
    return here;
  }

  /** A command that runs another one inside. */
  List<String> wrapper() {
    return List.of("ip", "netns", "exec", namespace);
  }

  /** The rules and how much they have dropped, for people. */
  String report() {
    try {
      return nft("list table inet loss");
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Removes the namespace and the cable with it. */
  @Override
  public void close() {
    try {
      Tools.run("ip", "netns", "del", namespace);
    } catch (IOException e) {
      System.err.println("a network namespace stays behind: " + e.getMessage());
    }
  }
}
