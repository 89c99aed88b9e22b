/**
 * Time and order of recorded tracks, without clocks, files and threads: when media was captured,
 * where it belongs in a file, which tracks share a file, and when a file has to give way to the
 * next. Imports the port and {@code codec}.
 */
package dev.sluice.recorder.track;
