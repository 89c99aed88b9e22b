package dev.sluice.server.signaling;

/** Carries a {@link SignalingError} out of the step that found it. */
final class SignalingRefusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient SignalingError error;

  SignalingRefusal(SignalingError error, Throwable cause) {
    super(error.hint(), cause);
    this.error = error;
  }

  SignalingRefusal(SignalingError error) {
    this(error, null);
  }

  SignalingError error() {
    return error;
  }
}
