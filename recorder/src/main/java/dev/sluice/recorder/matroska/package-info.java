/**
 * Matroska and WebM files (RFC 9559, on EBML, RFC 8794): written live, so that what a dead process
 * leaves is playable; finished with an index; repaired and looked through when they were not.
 * Imports {@code codec} and the port's types. The only class that knows files is {@code
 * ChannelOutput}, with {@code MatroskaScan} and {@code MatroskaRepair}, which read them.
 */
package dev.sluice.recorder.matroska;
