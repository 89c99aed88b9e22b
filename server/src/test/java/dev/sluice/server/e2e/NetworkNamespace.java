package dev.sluice.server.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A network of its own, joined to this one by a cable whose quality can be set. Needs root; the
 * test is skipped without. Must exist before the server starts, which listens on its near end.
 */
public final class NetworkNamespace implements AutoCloseable {

  private static final String NEAR_ADDRESS = "10.77.19.1";
  private static final String FAR_ADDRESS = "10.77.19.2";

  private final String name;
  private final String near;

  private NetworkNamespace(String name, String near) {
    this.name = name;
    this.near = near;
  }

  public static NetworkNamespace create() {
    Tools.require("ip");
    Tools.require("nft");
    long pid = ProcessHandle.current().pid();
    NetworkNamespace network = new NetworkNamespace("sluice-" + pid, "slu" + pid);
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
    String far = "far0";
    Tools.run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
    Tools.run("ip", "addr", "add", NEAR_ADDRESS + "/30", "dev", near);
    Tools.run("ip", "link", "set", near, "up");
    Tools.run("ip", "-n", name, "addr", "add", FAR_ADDRESS + "/30", "dev", far);
    Tools.run("ip", "-n", name, "link", "set", far, "up");
    Tools.run("ip", "-n", name, "link", "set", "lo", "up");
    Tools.run("ip", "-n", name, "route", "add", "default", "via", NEAR_ADDRESS);
  }

  /** Where those inside find this machine. */
  public String gateway() {
    return NEAR_ADDRESS;
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

  /** Lets everything through again. */
  void heal() throws IOException {
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
      Tools.run("ip", "netns", "delete", name);
    } catch (IOException e) {
      throw new UncheckedIOException("a network namespace stays behind", e);
    }
  }
}
