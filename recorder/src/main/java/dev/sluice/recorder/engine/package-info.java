/**
 * The recorder at work: the queue between a media loop and its writer thread, the threads, and what
 * takes packets through reorder buffer, depacketiser and timeline into files. Begins at {@link
 * dev.sluice.recorder.engine.Recorder}. May import every other package of the recorder; none
 * imports it.
 */
package dev.sluice.recorder.engine;
