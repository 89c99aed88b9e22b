/**
 * Offer/answer: a session description in, transport and media parameters out. Imports transport,
 * sdp and below.
 */
package dev.sluice.server.negotiation;
