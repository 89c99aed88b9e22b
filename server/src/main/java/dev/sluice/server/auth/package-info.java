/**
 * Who may do what: tokens in, {@link dev.sluice.server.auth.Grants} out. Whatever is behind {@link
 * dev.sluice.server.auth.Access} decides at once and never blocks, so that any event loop may ask.
 * Two classes have a thread of their own: the one that keeps the deny list in a file, and in {@code
 * jwt} the one that fetches keys. Imports room and time; knows no HTTP server.
 */
package dev.sluice.server.auth;
