/**
 * Who may do what: tokens in, {@link dev.sluice.server.auth.Grants} out. Whatever is behind {@link
 * dev.sluice.server.auth.Access} decides at once and never blocks, so that any event loop may ask.
 * Imports room and time; knows no HTTP.
 */
package dev.sluice.server.auth;
