/**
 * JSON Web Tokens (RFC 7519, RFC 8725): keys, verification, what claims grant, and making them.
 * Keys of an identity provider are fetched by one class with a thread of its own; all else is
 * decided from memory. Imports auth, room, time; of libraries nimbus-jose-jwt and Jackson.
 */
package dev.sluice.server.auth.jwt;
