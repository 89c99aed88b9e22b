package dev.sluice.recorder.upload;

/**
 * A part that the store took.
 *
 * @param bytes how many
 * @param etag what the store called it, without quotes
 * @param md5 of what was sent, in hexadecimal
 */
record SentPart(int number, long bytes, String etag, String md5) {}
