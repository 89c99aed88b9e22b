/** Recording: the port that takes RTP off the media loop. Imports nothing of ours. */
package dev.sluice.recorder;
