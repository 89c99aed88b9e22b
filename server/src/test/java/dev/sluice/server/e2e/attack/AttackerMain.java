package dev.sluice.server.e2e.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The attacker: reads an {@link Attack} and its {@link Target} from each line, does it, and answers
 * with one line. It has a process of its own so that what it costs is not the server's.
 */
public final class AttackerMain {

  private AttackerMain() {}

  public static void main(String[] arguments) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    System.out.println("ready");
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      System.out.println(carryOut(line));
    }
  }

  private static String carryOut(String line) {
    int space = line.indexOf(' ');
    Target target = Target.parse(line.substring(space + 1));
    try {
      return "done " + carryOut(Attack.valueOf(line.substring(0, space)), target);
    } catch (IOException | RuntimeException e) {
      return "failed " + e;
    }
  }

  private static String carryOut(Attack attack, Target target) throws IOException {
    return switch (attack) {
      case SLOWLORIS -> IdleCrowd.slowloris(target);
      case IDLE_SOCKETS -> IdleCrowd.silent(target);
      case WEBSOCKET_FLOOD -> WebSocketFlood.messages(target);
      case OVERSIZED_FRAMES -> TooMuchAtOnce.oversized(target);
      case COMPRESSED_BOMBS -> TooMuchAtOnce.bombs(target);
      case STUN_UNKNOWN, STUN_FORGED, DTLS_UNKNOWN, GARBAGE -> DatagramFlood.run(attack, target);
      case DTLS_PROVEN, SRTP_PROVEN -> ProvenPeer.flood(attack, target);
      case ICE_TCP -> IceTcpFlood.run(target);
    };
  }
}
