package dev.sluice.server.signaling.wish;

import dev.sluice.server.http.Response;
import dev.sluice.server.negotiation.NegotiationException;
import dev.sluice.server.room.JoinOutcome;
import dev.sluice.server.sdp.SdpException;

/** Carries the response to a request that is not granted out of the step that found out. */
public final class WishRefusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Response response;
  private final String reason;

  private WishRefusal(Response response, String message, String reason) {
    super(message, null, false, false);
    this.response = response;
    this.reason = reason;
  }

  /** The common error body with this status. */
  public static WishRefusal of(int status, String message) {
    return because(status, message, message);
  }

  /** A text that is no session description, or beyond the limits. */
  static WishRefusal of(SdpException e) {
    int status = e.reason() == SdpException.Reason.TOO_LARGE ? 413 : 400;
    return because(status, e.getMessage(), e.reason().code());
  }

  /** An offer that is one, but that cannot be answered. */
  static WishRefusal of(NegotiationException e) {
    return because(422, e.getMessage(), e.reason().code());
  }

  /** A message that may quote the client has a reason besides, which does not. */
  private static WishRefusal because(int status, String message, String reason) {
    return new WishRefusal(Response.error(status, message), message, reason);
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
    return new WishRefusal(response.with(name, value), getMessage(), reason);
  }

  /** Another place answers this. */
  static WishRefusal redirect(String location) {
    return new WishRefusal(
        Response.status(307).with("Location", location), "elsewhere", "elsewhere");
  }

  Response response() {
    return response;
  }

  /** Why, in words of ours: for logs and traces. */
  String reason() {
    return reason;
  }

  /** What this means for the join that was asked for. */
  JoinOutcome outcome() {
    return switch (response.status()) {
      case 307 -> JoinOutcome.REDIRECTED;
      case 400, 413, 422 -> JoinOutcome.BAD_SDP;
      case 401 -> JoinOutcome.UNAUTHORIZED;
      case 415 -> JoinOutcome.BAD_REQUEST;
      case 500 -> JoinOutcome.FAULT;
      default -> JoinOutcome.REFUSED;
    };
  }
}
