package dev.sluice.protocol;

import java.util.List;
import java.util.Optional;

/**
 * A STUN or TURN server as RTCPeerConnection wants it.
 *
 * @param credential TURN credentials are short-lived
 */
public record IceServer(List<String> urls, Optional<String> username, Optional<String> credential) {

  public IceServer {
    urls = urls == null ? List.of() : List.copyOf(urls);
    username = Bounds.present(username);
    credential = Bounds.present(credential);
  }

  /** A server without credentials. */
  public static IceServer of(String url) {
    return new IceServer(List.of(url), Optional.empty(), Optional.empty());
  }
}
