package dev.sluice.server.http.admin;

/** A request that cannot be understood; the message is a sentence for who sent it. */
final class InvalidOrder extends Exception {

  private static final long serialVersionUID = 1;

  InvalidOrder(String message) {
    super(message, null, false, false);
  }
}
