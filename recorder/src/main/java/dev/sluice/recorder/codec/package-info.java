/**
 * What coded media says of itself: sizes, channels, parameter sets, and the CodecPrivate that a
 * container needs of each codec. Bytes in, values out: nothing here throws on rubbish, reads beyond
 * what it was given, or keeps more than it says. Imports the port's types only.
 */
package dev.sluice.recorder.codec;
