/**
 * Main and Server: the composition root, start and shutdown order. Imports everything; nothing
 * imports it.
 */
package dev.sluice.server.app;
