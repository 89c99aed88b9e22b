package dev.sluice.protocol;

/** A message that cannot be taken; what an {@link ServerMessage.Failure} needs to say so. */
public final class ProtocolException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final long requestId;

  /**
   * @param message for people, without the offending text
   * @param requestId the message's {@code id}, 0 when it has none or it cannot be read
   */
  public ProtocolException(ErrorCode code, String message, long requestId) {
    super(message);
    this.code = code;
    this.requestId = requestId;
  }

  /** What is wrong. */
  public ErrorCode code() {
    return code;
  }

  /** The {@code id} of the message, 0 when it has none or it cannot be read. */
  public long requestId() {
    return requestId;
  }
}
