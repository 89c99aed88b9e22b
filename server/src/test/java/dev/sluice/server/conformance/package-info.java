/**
 * What RFC 9725 (WHIP) and draft-ietf-wish-whep-04 (WHEP) demand of a server, as tests: each names
 * the requirement it proves, and one test watches that no requirement is without proof.
 */
package dev.sluice.server.conformance;
