package dev.sluice.server.dtls;

/** Our side of the DTLS handshake, as {@code a=setup} of the answer decides it. RFC 8842. */
public enum DtlsRole {
  /** We send the ClientHello: the answer says {@code active}. */
  CLIENT,
  /** We wait for it: the answer says {@code passive}. */
  SERVER
}
