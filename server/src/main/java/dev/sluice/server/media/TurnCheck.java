package dev.sluice.server.media;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.stun.StunMessage;
import dev.sluice.server.stun.StunTransaction;
import dev.sluice.server.time.NanoClock;
import dev.sluice.server.turn.AllocationTrial;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Tries a TURN server as a client would, over UDP, TCP or TLS. Blocks for some seconds. */
public final class TurnCheck {

  private static final int CONNECT_MILLIS = 3000;
  private static final int TRANSACTION_ID_BYTES = 12;

  /** A reliable carrier needs no repetition; RFC 8489 section 6.2.2 waits longer than we do. */
  private static final StunTransaction.Schedule ONCE =
      new StunTransaction.Schedule(TimeUnit.MILLISECONDS.toNanos(500), 1, 11);

  private final NanoClock clock;
  private final SecureRandom random;

  public TurnCheck(NanoClock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * What came of it.
   *
   * @param text a part of a sentence, such as "relays from 203.0.113.9"
   */
  public record Result(Verdict verdict, String text) {
    /** Whether the server is of use. */
    public enum Verdict {
      WORKS,
      FAILS,
      UNKNOWN
    }

    static Result fails(String text) {
      return new Result(Verdict.FAILS, text);
    }
  }

  /** Allocates with these credentials and gives the allocation back. */
  public Result allocate(String url, String username, String password) {
    IceServerUrl turn = IceServerUrl.parse(url).orElse(null);
    if (turn == null) {
      return Result.fails("is no TURN URL");
    }
    try {
      return switch (turn.carrier()) {
        case UDP -> overUdp(turn, trial(username, password, StunTransaction.Schedule.BRIEF));
        case TCP, TLS -> overStream(turn, trial(username, password, ONCE));
        case DTLS -> new Result(Result.Verdict.UNKNOWN, "was not tried (TURN over DTLS)");
      };
    } catch (UnknownHostException e) {
      return Result.fails("has a name that is not known");
    } catch (IOException e) {
      return Result.fails("cannot be reached: " + e.getMessage());
    }
  }

  private AllocationTrial trial(
      String username, String password, StunTransaction.Schedule schedule) {
    return new AllocationTrial(
        username,
        password,
        () -> {
          byte[] id = new byte[TRANSACTION_ID_BYTES];
          random.nextBytes(id);
          return id;
        },
        schedule,
        clock.nanoTime());
  }

  private Result overUdp(IceServerUrl turn, AllocationTrial trial) throws IOException {
    byte[] buffer = new byte[StunMessage.MAX_LENGTH];
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(resolved(turn));
      while (!trial.over()) {
        StunTransaction transaction = trial.transaction();
        if (transaction.poll(clock.nanoTime())) {
          byte[] request = transaction.request();
          socket.send(new DatagramPacket(request, request.length));
        }
        socket.setSoTimeout(millisUntil(transaction.nextNanos()));
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
          socket.receive(packet);
          trial.receive(buffer, 0, packet.getLength(), clock.nanoTime());
        } catch (SocketTimeoutException e) {
          // time to send again, or to give up
        }
      }
    }
    return result(trial);
  }

  private Result overStream(IceServerUrl turn, AllocationTrial trial) throws IOException {
    try (Socket socket = connect(turn)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (!trial.over()) {
        StunTransaction transaction = trial.transaction();
        if (transaction.poll(clock.nanoTime())) {
          socket.getOutputStream().write(transaction.request());
          socket.getOutputStream().flush();
        }
        socket.setSoTimeout(millisUntil(transaction.nextNanos()));
        try {
          byte[] message = readMessage(in);
          trial.receive(message, 0, message.length, clock.nanoTime());
        } catch (SocketTimeoutException e) {
          // time to give up
        }
      }
    }
    return result(trial);
  }

  private static Socket connect(IceServerUrl turn) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(resolved(turn), CONNECT_MILLIS);
      if (turn.carrier() == IceServerUrl.Carrier.TCP) {
        return socket;
      }
      SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
      SSLSocket secure = (SSLSocket) factory.createSocket(socket, turn.host(), turn.port(), true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.setSoTimeout(CONNECT_MILLIS);
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** STUN messages bring their length along, and need no other framing. RFC 8489 section 6.2.2. */
  private static byte[] readMessage(DataInputStream in) throws IOException {
    byte[] header = new byte[StunMessage.HEADER_LENGTH];
    in.readFully(header);
    int length = BigEndian.u16(header, 2);
    if (length > StunMessage.MAX_LENGTH - header.length) {
      throw new IOException("what answers there does not speak STUN");
    }
    byte[] message = Arrays.copyOf(header, header.length + length);
    in.readFully(message, header.length, length);
    return message;
  }

  private static InetSocketAddress resolved(IceServerUrl turn) throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(turn.host(), turn.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException(turn.host());
    }
    return address;
  }

  private int millisUntil(long nanos) {
    return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos - clock.nanoTime()));
  }

  private static Result result(AllocationTrial trial) {
    return trial
        .relayed()
        .map(
            relayed ->
                new Result(
                    Result.Verdict.WORKS, "relays from " + relayed.getAddress().getHostAddress()))
        .orElseGet(() -> Result.fails(trial.problem()));
  }
}
