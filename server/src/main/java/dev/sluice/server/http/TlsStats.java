package dev.sluice.server.http;

import java.time.Instant;

/**
 * A snapshot of the server's certificate.
 *
 * @param expires when the one in use ends
 * @param reloads how often changed files were taken into use
 * @param failures how often changed files could not be used
 */
public record TlsStats(Instant expires, long reloads, long failures) {}
