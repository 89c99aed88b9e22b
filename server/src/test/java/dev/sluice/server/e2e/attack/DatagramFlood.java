package dev.sluice.server.e2e.attack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Datagrams from many addresses and ports, none of which the server knows. */
final class DatagramFlood {

  private static final int SOCKETS = 200;

  private DatagramFlood() {}

  static String run(Attack attack, Target target) throws IOException {
    Datagrams datagrams = new Datagrams(target.ufrag());
    List<DatagramChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < SOCKETS; i++) {
        channels.add(DatagramChannel.open().bind(new InetSocketAddress(Addresses.of(i), 0)));
      }
      Pace pace = new Pace(target.rate(), target.seconds());
      long failed = 0;
      while (pace.next()) {
        DatagramChannel from = channels.get((int) (pace.given() % SOCKETS));
        try {
          from.send(datagrams.next(attack), target.media());
        } catch (IOException e) {
          failed++;
        }
      }
      return "sent=%d failed=%d".formatted(pace.given() - failed, failed);
    } finally {
      for (DatagramChannel channel : channels) {
        channel.close();
      }
    }
  }
}
