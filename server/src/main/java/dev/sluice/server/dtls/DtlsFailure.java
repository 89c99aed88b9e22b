package dev.sluice.server.dtls;

/** Why a DTLS association failed. */
public enum DtlsFailure {
  /** The handshake was not over in time. */
  TIMED_OUT,
  /** Too many handshakes are running and waiting. */
  OVERLOADED,
  /** The peer sent no certificate, or it matches no fingerprint of its description. */
  FINGERPRINT_MISMATCH,
  /** The peer offers no use_srtp profile that we have, or chose one that we did not offer. */
  NO_SRTP_PROFILE,
  /** The peer ended the association with a fatal alert. */
  ALERT_RECEIVED,
  /** The peer broke the protocol, or has no version, suite or group in common with us. */
  PROTOCOL_ERROR
}
