package dev.sluice.server.config;

import dev.sluice.recorder.upload.StoreOptions;
import dev.sluice.recorder.upload.UploadOptions;
import java.time.Duration;

/**
 * Where recordings are uploaded to, and how.
 *
 * @param store its client is never AUTO
 * @param linkLifetime of links to what is in the store
 */
public record UploadSettings(StoreOptions store, UploadOptions uploads, Duration linkLifetime) {}
