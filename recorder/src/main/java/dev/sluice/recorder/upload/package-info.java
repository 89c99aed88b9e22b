/**
 * Recordings on their way to an S3-compatible store: the store as a port ({@link
 * dev.sluice.recorder.upload.ObjectStore}), and the durable queue that feeds it ({@link
 * dev.sluice.recorder.upload.UploadQueue}). What decides (part sizes, retries, the steps of one
 * upload) knows neither time nor network; threads live in the queue, files in {@code Journal} and
 * {@code FileDigest}. Imports the recorder's port types only; the packages below implement the
 * port, and are not imported here.
 */
package dev.sluice.recorder.upload;
