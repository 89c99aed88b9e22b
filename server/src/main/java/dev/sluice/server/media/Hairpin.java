package dev.sluice.server.media;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.Arrays;

/** Whether a datagram to our public address comes back in, as far as the router shows it. */
public final class Hairpin {

  private static final int TRIES = 3;
  private static final int WAIT_MILLIS = 300;
  private static final int TOKEN_BYTES = 16;

  private Hairpin() {}

  /**
   * Sends from an ephemeral port. False proves nothing: many routers do not lead packets from
   * inside back in. Blocks for about a second.
   *
   * @param localPort of this machine, free at the moment
   * @param outer where peers are told to send to
   * @throws MediaException when the port cannot be had
   */
  public static boolean leadsBack(int localPort, InetSocketAddress outer, SecureRandom random) {
    byte[] token = new byte[TOKEN_BYTES];
    random.nextBytes(token);
    try (DatagramSocket receiver = new DatagramSocket(localPort);
        DatagramSocket sender = new DatagramSocket()) {
      receiver.setSoTimeout(WAIT_MILLIS);
      byte[] buffer = new byte[TOKEN_BYTES + 1];
      for (int i = 0; i < TRIES; i++) {
        sender.send(new DatagramPacket(token, token.length, outer));
        if (arrives(receiver, buffer, token)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new MediaException("UDP port " + localPort + " cannot be tried: " + e.getMessage(), e);
    }
  }

  private static boolean arrives(DatagramSocket receiver, byte[] buffer, byte[] token)
      throws IOException {
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      receiver.receive(packet);
      return Arrays.equals(buffer, 0, packet.getLength(), token, 0, token.length);
    } catch (SocketTimeoutException notThisTime) {
      return false;
    }
  }
}
