package dev.sluice.server.negotiation;

/**
 * An offer that cannot be answered, or an answer that does not fit what was offered. The
 * negotiation is where it was before.
 */
public final class NegotiationException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why an offer or answer was refused. The codes are stable. */
  public enum Reason {
    NO_BUNDLE("sdp_no_bundle"),
    INVALID_MID("sdp_invalid_mid"),
    DUPLICATE_MID("sdp_duplicate_mid"),
    NO_MEDIA("sdp_no_media"),
    NO_SUPPORTED_CODEC("sdp_no_supported_codec"),
    NO_ICE_CREDENTIALS("sdp_no_ice_credentials"),
    NO_FINGERPRINT("sdp_no_fingerprint"),
    UNSUPPORTED_SETUP("sdp_unsupported_setup"),
    ANSWER_MISMATCH("sdp_answer_mismatch");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    /** A name for programs. */
    public String code() {
      return code;
    }
  }

  private final Reason reason;

  NegotiationException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
