package dev.sluice.server.http;

import io.netty.channel.Channel;

/**
 * Another protocol whose connections may come to the HTTP port. It is told apart by the very first
 * bytes, before TLS; HTTP and TLS connections are recognised by the first byte and not held up.
 * Called on the connection's event loop.
 */
public interface SharedPort {

  /** So many bytes are always enough; {@link #recognises} is not asked with more. */
  int tellingBytes();

  /** Whether a connection that begins with {@code first[0, length)} is the other protocol's. */
  Recognition recognises(byte[] first, int length);

  /**
   * Takes over a connection, whose pipeline is empty and which reads nothing by itself. HTTP knows
   * nothing more of it.
   *
   * @param first what was read of it
   */
  void accept(Channel channel, byte[] first);

  /** What the first bytes of a connection say. */
  enum Recognition {
    /** It is the other protocol's. */
    YES,
    /** More bytes are needed. */
    PERHAPS,
    /** It is HTTP's. */
    NO
  }
}
