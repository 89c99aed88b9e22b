/**
 * What is kept of recordings: folders, files, manifests and the index over them; retention,
 * recovery after a crash, and how full the disk is. The only place that knows the layout of the
 * recordings' directory. Imports the port and {@code matroska}.
 */
package dev.sluice.recorder.library;
