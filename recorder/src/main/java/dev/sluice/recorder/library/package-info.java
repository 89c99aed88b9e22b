/**
 * What is kept of recordings: folders, files, manifests and the index over them; retention,
 * recovery after a crash, and how full the disk is. The only place that knows the layout of the
 * recordings' directory. Imports {@code upload} (the store, and what its queue asks), {@code
 * matroska} and the port.
 */
package dev.sluice.recorder.library;
