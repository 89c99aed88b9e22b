/**
 * Recordings of real publishers, judged by programs that are not ours. {@code RecordingCheck} shows
 * a file to all of them, {@code Claps} measures how far its sound is from its picture; both know
 * nothing of the recorder. {@code ClapPublisher} is who publishes and can tell afterwards what it
 * sent.
 */
package dev.sluice.server.e2e.recording;
