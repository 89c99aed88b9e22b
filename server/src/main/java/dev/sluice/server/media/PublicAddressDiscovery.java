package dev.sluice.server.media;

import dev.sluice.server.media.StunClient.Answer;
import dev.sluice.server.media.StunClient.Question;
import dev.sluice.server.stun.StunTransaction;
import dev.sluice.server.time.NanoClock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Finds out at start under which addresses the world sees the media ports, by asking STUN servers
 * from these very ports before the loops take them. Blocks for some six seconds at most, and five
 * more when names do not resolve.
 */
public final class PublicAddressDiscovery {

  private static final long RESOLVE_TIMEOUT_SECONDS = 5;

  /** Servers beyond this many are not asked; two are enough to know the NAT. */
  private static final int MAX_SERVER_ADDRESSES = 4;

  private PublicAddressDiscovery() {}

  /**
   * What is known now.
   *
   * @param nat with the addresses found
   * @param warnings whole sentences for the operator
   */
  public record Outcome(NatOptions nat, List<String> warnings) {
    public Outcome {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Asks the servers of {@code options.nat().stunServers()}; nothing happens when there are none.
   *
   * @throws MediaException when nobody answers and no local address is reachable from everywhere,
   *     so that peers could be told nothing useful; or when a media port is taken
   */
  public static Outcome run(MediaOptions options, NanoClock clock, SecureRandom random) {
    return run(options, new StunClient(StunTransaction.Schedule.BRIEF, clock, random));
  }

  static Outcome run(MediaOptions options, StunClient client) {
    NatOptions nat = options.nat();
    if (nat.stunServers().isEmpty()) {
      return new Outcome(nat, List.of());
    }
    List<InetAddress> locals = addressesToAsk(options);
    List<String> warnings = new ArrayList<>();
    List<InetSocketAddress> servers = resolve(nat.stunServers(), warnings);
    List<Answer> answers = client.ask(questions(options, locals, servers));
    MappedAddresses mapped = new MappedAddresses(answers, nat.udpPort() == 0);
    List<PublicAddress> addresses = MappedAddresses.withLocalOnes(mapped.addresses(), locals);
    if (mapped.addresses().isEmpty()) {
      warnings.add(nobody(nat, answers, warnings));
      if (addresses.isEmpty()) {
        throw new MediaException(
            String.join(" ", warnings)
                + " Set PUBLIC_IP to the address peers reach, or leave it unset if all peers are"
                + " in this network.");
      }
    }
    warnings.addAll(mapped.warnings());
    return new Outcome(nat.withPublicAddresses(addresses), warnings);
  }

  private static List<InetAddress> addressesToAsk(MediaOptions options) {
    List<InetAddress> all =
        options.bindAddresses().isEmpty() ? LocalAddresses.all() : options.bindAddresses();
    boolean onlyLoopback =
        all.stream().allMatch(address -> AddressScope.of(address) == AddressScope.LOOPBACK);
    return all.stream()
        .filter(address -> onlyLoopback || AddressScope.of(address) != AddressScope.LOOPBACK)
        .toList();
  }

  private static List<Question> questions(
      MediaOptions options, List<InetAddress> locals, List<InetSocketAddress> servers) {
    List<Question> questions = new ArrayList<>();
    for (InetAddress local : locals) {
      for (int loop = 0; loop < options.loops(); loop++) {
        int port = options.udpPort() == 0 ? 0 : options.udpPort() + loop;
        for (InetSocketAddress server : servers) {
          if (server.getAddress() instanceof Inet4Address == local instanceof Inet4Address) {
            questions.add(new Question(new InetSocketAddress(local, port), server));
          }
        }
      }
    }
    return questions;
  }

  /** Names become addresses in another thread, since a resolver may take its time. */
  private static List<InetSocketAddress> resolve(
      List<InetSocketAddress> servers, List<String> warnings) {
    List<CompletableFuture<InetAddress[]>> lookups =
        servers.stream()
            .map(server -> CompletableFuture.supplyAsync(() -> lookUp(server.getHostString())))
            .toList();
    List<InetSocketAddress> resolved = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      InetSocketAddress server = servers.get(i);
      try {
        Arrays.stream(lookups.get(i).get(RESOLVE_TIMEOUT_SECONDS, TimeUnit.SECONDS))
            .map(address -> new InetSocketAddress(address, server.getPort()))
            .forEach(resolved::add);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MediaException("The start was interrupted.", e);
      } catch (ExecutionException | TimeoutException e) {
        warnings.add("The name of the STUN server " + server.getHostString() + " is not known.");
      }
    }
    return resolved.stream().distinct().limit(MAX_SERVER_ADDRESSES).toList();
  }

  private static InetAddress[] lookUp(String host) {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(host, e);
    }
  }

  private static String nobody(NatOptions nat, List<Answer> answers, List<String> warnings) {
    String asked =
        nat.stunServers().stream()
            .map(server -> server.getHostString() + ":" + server.getPort())
            .collect(Collectors.joining(", "));
    Optional<String> why =
        answers.stream()
            .map(answer -> answer.server().getAddress().getHostAddress() + " " + answer.problem())
            .findFirst();
    return "The public address is not known, because no STUN server told it (%s%s)."
        .formatted(asked, why.filter(w -> warnings.isEmpty()).map(w -> ": " + w).orElse(""));
  }
}
