package dev.sluice.server.e2e.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Many connections to HTTP that are held open and hardly used. */
final class IdleCrowd {

  /** Connections of one address: the server may allow an address fewer than the whole crowd. */
  private static final int FROM_ONE_ADDRESS = 50;

  private static final int DRIPS_PER_SECOND = 1;

  private final List<SocketChannel> channels = new ArrayList<>();
  private int refused;

  private IdleCrowd() {}

  /** Says nothing. */
  static String silent(Target target) throws IOException {
    IdleCrowd crowd = new IdleCrowd();
    try {
      crowd.connect(target);
      Pace wait = new Pace(1, target.seconds());
      while (wait.next()) {
        crowd.countTheLiving();
      }
      return crowd.result();
    } finally {
      crowd.close();
    }
  }

  /** Says one byte of a header each second. */
  static String slowloris(Target target) throws IOException {
    IdleCrowd crowd = new IdleCrowd();
    try {
      crowd.connect(target);
      crowd.write("GET / HTTP/1.1\r\nHost: sluice\r\nX-Slow: ");
      Pace drips = new Pace(DRIPS_PER_SECOND, target.seconds());
      while (drips.next()) {
        crowd.write("a");
      }
      return crowd.result();
    } finally {
      crowd.close();
    }
  }

  private void connect(Target target) {
    for (int i = 0; i < target.rate(); i++) {
      SocketChannel channel = null;
      try {
        channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(Addresses.of(i / FROM_ONE_ADDRESS), 0));
        channel.connect(target.http());
        channel.configureBlocking(false);
        channels.add(channel);
      } catch (IOException e) {
        refused++;
        close(channel);
      }
    }
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    for (SocketChannel channel : channels) {
      try {
        channel.write(ByteBuffer.wrap(bytes));
      } catch (IOException e) {
        close(channel);
      }
    }
  }

  private int countTheLiving() {
    ByteBuffer ignored = ByteBuffer.allocate(1024);
    int living = 0;
    for (SocketChannel channel : channels) {
      try {
        ignored.clear();
        if (channel.isOpen() && channel.read(ignored) >= 0) {
          living++;
        } else {
          channel.close();
        }
      } catch (IOException e) {
        close(channel);
      }
    }
    return living;
  }

  private String result() {
    return "sent=%d failed=%d open=%d".formatted(channels.size(), refused, countTheLiving());
  }

  private static void close(SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // it is of no use any more either way
    }
  }

  private void close() {
    channels.forEach(IdleCrowd::close);
  }
}
