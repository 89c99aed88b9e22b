package dev.sluice.server.media;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a STUN or TURN URL leads. RFC 7064, RFC 7065.
 *
 * @param host a name or an address, without brackets
 */
public record IceServerUrl(String scheme, String host, int port, Carrier carrier) {

  private static final int PORT = 3478;
  private static final int TLS_PORT = 5349;
  private static final int MAX_PORT = 65_535;

  private static final Pattern FORM =
      Pattern.compile(
          "(stuns?|turns?):(?:\\[([^\\]]+)\\]|([^:?]+))(?::(\\d{1,5}))?(?:\\?transport=(\\w+))?");

  /** What STUN messages travel over. */
  public enum Carrier {
    UDP,
    TCP,
    TLS,
    DTLS
  }

  /** Empty when it is no such URL. */
  public static Optional<IceServerUrl> parse(String url) {
    Matcher matcher = FORM.matcher(url);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String scheme = matcher.group(1);
    boolean secure = scheme.endsWith("s");
    boolean udp = "udp".equals(matcher.group(5)) || (matcher.group(5) == null && !secure);
    Carrier carrier =
        secure ? (udp ? Carrier.DTLS : Carrier.TLS) : (udp ? Carrier.UDP : Carrier.TCP);
    String host = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
    String port = matcher.group(4);
    int defaultPort = secure ? TLS_PORT : PORT;
    return Optional.of(
            new IceServerUrl(
                scheme, host, port == null ? defaultPort : Integer.parseInt(port), carrier))
        .filter(parsed -> parsed.port() >= 1 && parsed.port() <= MAX_PORT);
  }

  /** True for a STUN server that is asked without TLS. */
  public boolean isPlainStun() {
    return scheme.equals("stun") && carrier == Carrier.UDP;
  }

  /** Not resolved. */
  public InetSocketAddress address() {
    return InetSocketAddress.createUnresolved(host, port);
  }
}
