/**
 * Recordings over HTTP: the list, one of them, its files, links to them, and deletion. Imports the
 * recorder's library, and {@code http}.
 */
package dev.sluice.server.http.recordings;
