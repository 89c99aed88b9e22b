package dev.sluice.server.e2e.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.zip.GZIPOutputStream;

/** Requests and frames that promise, hold or unfold to more than is allowed. */
final class TooMuchAtOnce {

  private static final int ADDRESSES = 50;
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int BOMB_BYTES = 32 << 20;

  private final Target target;
  private final byte[] buffer = new byte[4096];
  private final byte[] bomb = gzippedZeros();
  private long failed;
  private long taken;

  private TooMuchAtOnce(Target target) throws IOException {
    this.target = target;
  }

  /** Bodies, lines, headers and frames that are too long. */
  static String oversized(Target target) throws IOException {
    return new TooMuchAtOnce(target).run(false);
  }

  /** Bodies and frames of a few kilobytes that unfold to megabytes. */
  static String bombs(Target target) throws IOException {
    return new TooMuchAtOnce(target).run(true);
  }

  private String run(boolean compressed) {
    Pace pace = new Pace(target.rate(), target.seconds());
    while (pace.next()) {
      int turn = (int) pace.given();
      try (Socket socket = new Socket()) {
        socket.bind(
            new InetSocketAddress(InetAddress.getByName(Addresses.of(turn % ADDRESSES)), 0));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(target.http(), TIMEOUT_MILLIS);
        if (compressed) {
          sendBomb(socket, turn % 2);
        } else {
          sendTooMuch(socket, turn % 4);
        }
      } catch (IOException e) {
        // the server hung up in the middle of it, as it may
        failed++;
      }
    }
    return "sent=%d failed=%d taken=%d".formatted(pace.given(), failed, taken);
  }

  private void sendTooMuch(Socket socket, int kind) throws IOException {
    OutputStream out = socket.getOutputStream();
    switch (kind) {
      case 0 -> {
        write(out, "POST /whip/evil HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/sdp\r\n");
        write(out, "Content-Length: 1000000000\r\n\r\n" + "a".repeat(10_000));
        answer(socket);
      }
      case 1 -> {
        write(out, "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nHost: sluice\r\n\r\n");
        answer(socket);
      }
      case 2 -> {
        write(out, "GET / HTTP/1.1\r\nHost: sluice\r\nX-Long: " + "a".repeat(100_000) + "\r\n\r\n");
        answer(socket);
      }
      default -> {
        out.write(Upgrade.compressing());
        answer(socket);
        // a masked text frame of a gigabyte, of which the first kilobytes come
        out.write(new byte[] {(byte) 0x81, (byte) 0xff, 0, 0, 0, 0, 64, 0, 0, 0, 1, 2, 3, 4});
        write(out, "a".repeat(10_000));
        answer(socket);
      }
    }
  }

  private void sendBomb(Socket socket, int kind) throws IOException {
    OutputStream out = socket.getOutputStream();
    if (kind == 0) {
      write(out, "POST /whip/evil HTTP/1.1\r\nHost: sluice\r\nContent-Type: application/sdp\r\n");
      write(out, "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n");
      out.write(bomb);
      answer(socket);
      return;
    }
    out.write(Upgrade.compressing());
    answer(socket);
    // RSV1 says that the message is compressed
    int length = bomb.length;
    out.write(
        new byte[] {(byte) 0xc1, (byte) 0xfe, (byte) (length >> 8), (byte) length, 0, 0, 0, 0});
    out.write(bomb);
    answer(socket);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(US_ASCII));
  }

  /** The beginning of what the server says, or its hanging up. */
  private void answer(Socket socket) throws IOException {
    int read = socket.getInputStream().read(buffer);
    if (read < 0) {
      socket.close();
    } else if (new String(buffer, 0, read, US_ASCII).startsWith("HTTP/1.1 2")) {
      taken++;
    }
  }

  private static byte[] gzippedZeros() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(new byte[BOMB_BYTES]);
    }
    return out.toByteArray();
  }
}
