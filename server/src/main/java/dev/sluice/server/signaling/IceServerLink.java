package dev.sluice.server.signaling;

import dev.sluice.protocol.IceServer;
import java.util.List;

/**
 * ICE servers as WHIP and WHEP clients are told them: a {@code Link} header each. RFC 9725 section
 * 4.6, RFC 8288.
 *
 * <pre>
 *   &lt;turn:turn.example.org:3478?transport=udp&gt;; rel="ice-server";
 *       username="1767225600:publisher"; credential="…"; credential-type="password"
 * </pre>
 *
 * mediamtx wants the parameters in exactly this order; OBS wants nothing in front of the target,
 * which is why no two servers may share a header line.
 */
public final class IceServerLink {

  private IceServerLink() {}

  /** The values of the {@code Link} header lines, one for each URL of each server. */
  public static List<String> values(List<IceServer> servers) {
    return servers.stream()
        .flatMap(server -> server.urls().stream().map(url -> value(url, server)))
        .toList();
  }

  private static String value(String url, IceServer server) {
    StringBuilder link = new StringBuilder(256);
    link.append('<').append(url).append(">; rel=\"ice-server\"");
    server.username().ifPresent(username -> append(link, "username", username));
    server
        .credential()
        .ifPresent(
            credential -> {
              append(link, "credential", credential);
              append(link, "credential-type", "password");
            });
    return link.toString();
  }

  /** A quoted-string, RFC 9110 section 5.6.4. */
  private static void append(StringBuilder link, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
    link.append("; ").append(name).append("=\"").append(escaped).append('"');
  }
}
