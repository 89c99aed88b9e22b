package dev.sluice.server.rtp;

/** The {@code a=rtcp-fb} kinds Sluice implements. */
public enum RtcpFeedback {
  NACK("nack"),
  PLI("nack pli"),
  FIR("ccm fir"),
  TRANSPORT_CC("transport-cc"),
  REMB("goog-remb");

  private final String attributeValue;

  RtcpFeedback(String attributeValue) {
    this.attributeValue = attributeValue;
  }

  /** The text after the payload type in {@code a=rtcp-fb}. */
  public String attributeValue() {
    return attributeValue;
  }
}
