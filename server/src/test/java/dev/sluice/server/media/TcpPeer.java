package dev.sluice.server.media;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;

/** The active side of ICE-TCP: a plain socket. */
final class TcpPeer implements AutoCloseable {

  private final Socket socket = new Socket();
  private final DataInputStream in;

  /** Connects to where the candidates say. */
  TcpPeer(InetSocketAddress server) throws IOException {
    this(server, 0);
  }

  /**
   * @param receiveBufferBytes of the kernel; 0 for what it likes
   */
  TcpPeer(InetSocketAddress server, int receiveBufferBytes) throws IOException {
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LoopFixture.TIMEOUT_SECONDS));
    socket.setTcpNoDelay(true);
    socket.connect(server);
    in = new DataInputStream(socket.getInputStream());
  }

  static byte[] framed(byte[]... frames) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      out.write(frame.length >> 8);
      out.write(frame.length);
      out.writeBytes(frame);
    }
    return out.toByteArray();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Sends frames in one write. */
  void send(byte[]... frames) throws IOException {
    sendRaw(framed(frames));
  }

  /** Sends a frame and breaks the connection at once. */
  void sendAndReset(byte[] frame) throws IOException {
    send(frame);
    socket.setSoLinger(true, 0);
    socket.close();
  }

  void sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The next frame. */
  byte[] receive() throws IOException {
    byte[] frame = new byte[in.readUnsignedShort()];
    in.readFully(frame);
    return frame;
  }

  /** Waits for the server to close; false when something comes instead. */
  boolean closedByServer() throws IOException {
    try {
      return in.read() < 0;
    } catch (EOFException | SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
