package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Response;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.sdp.SdpException;

/** Carries the response to a request that is not granted out of the step that found out. */
public final class WishRefusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Response response;

  private WishRefusal(Response response, String message) {
    super(message, null, false, false);
    this.response = response;
  }

  /** The common error body with this status. */
  public static WishRefusal of(int status, String message) {
    return new WishRefusal(Response.error(status, message), message);
  }

  /** A text that is no session description, or beyond the limits. */
  static WishRefusal of(SdpException e) {
    return of(e.reason() == SdpException.Reason.TOO_LARGE ? 413 : 400, e.getMessage());
  }

  /** An offer that is one, but that cannot be answered. */
  static WishRefusal of(NegotiationException e) {
    return of(422, e.getMessage());
  }

  static WishRefusal unauthorized() {
    return of(401, "unauthorized").with("WWW-Authenticate", "Bearer");
  }

  /** For a while; {@code seconds} tells how long. */
  public static WishRefusal retry(int status, String message, int seconds) {
    return of(status, message).with("Retry-After", Integer.toString(seconds));
  }

  /** The same with a header more. */
  WishRefusal with(String name, String value) {
    return new WishRefusal(response.with(name, value), getMessage());
  }

  /** Another place answers this. */
  static WishRefusal redirect(String location) {
    return new WishRefusal(Response.status(307).with("Location", location), "elsewhere");
  }

  Response response() {
    return response;
  }
}
