package dev.sluice.server.sdp;

/** A text that is not a session description, or one beyond our limits. */
public final class SdpException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why a text was refused. The codes are stable. */
  public enum Reason {
    TOO_LARGE("sdp_too_large"),
    NOT_SDP("sdp_not_recognized"),
    MALFORMED_LINE("sdp_malformed_line"),
    LINE_TOO_LONG("sdp_line_too_long"),
    TOO_MANY_MEDIA_SECTIONS("sdp_too_many_media_sections"),
    TOO_MANY_ATTRIBUTES("sdp_too_many_attributes"),
    TOO_MANY_FORMATS("sdp_too_many_formats"),
    MALFORMED_MEDIA_LINE("sdp_malformed_media_line"),
    MALFORMED_CANDIDATE("sdp_malformed_candidate");

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

  SdpException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
