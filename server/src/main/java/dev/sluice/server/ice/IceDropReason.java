package dev.sluice.server.ice;

/** Why a STUN datagram had no effect on an {@link IceLiteAgent}. */
public enum IceDropReason {
  /** Not exactly one well-formed STUN message. */
  MALFORMED,
  /** FINGERPRINT present and wrong. */
  BAD_FINGERPRINT,
  /** Neither a Binding request nor a Binding indication; an agent that is lite asks nothing. */
  UNEXPECTED_TYPE,
  /** A request without USERNAME or without MESSAGE-INTEGRITY. */
  NO_CREDENTIALS,
  /** A request for a ufrag that is not, or no longer, ours. */
  WRONG_UFRAG,
  /** MESSAGE-INTEGRITY was not made with our password. */
  WRONG_INTEGRITY,
  /** An authenticated request with attributes that we would have to understand; answered 420. */
  UNKNOWN_ATTRIBUTE,
  /** An authenticated request from an agent that believes it is controlled; answered 487. */
  ROLE_CONFLICT,
  /** More requests than a peer has reason to send. */
  RATE_LIMITED,
  /** An indication on a path that is not validated. */
  STRAY_INDICATION
}
