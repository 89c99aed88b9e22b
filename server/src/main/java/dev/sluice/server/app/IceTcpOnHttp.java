package dev.sluice.server.app;

import dev.sluice.server.http.SharedPort;
import dev.sluice.server.media.IceTcp;
import io.netty.channel.Channel;

/** ICE-TCP on the HTTP port: one open port is enough. */
final class IceTcpOnHttp implements SharedPort {

  private final IceTcp iceTcp;

  IceTcpOnHttp(IceTcp iceTcp) {
    this.iceTcp = iceTcp;
  }

  @Override
  public int tellingBytes() {
    return IceTcp.TELLING_BYTES;
  }

  @Override
  public Recognition recognises(byte[] first, int length) {
    return switch (IceTcp.recognises(first, length)) {
      case YES -> Recognition.YES;
      case PERHAPS -> Recognition.PERHAPS;
      case NO -> Recognition.NO;
    };
  }

  @Override
  public void accept(Channel channel, byte[] first) {
    iceTcp.accept(channel, first);
  }
}
