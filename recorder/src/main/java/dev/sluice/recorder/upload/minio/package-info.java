/** The MinIO client behind {@link dev.sluice.recorder.upload.ObjectStore}. */
package dev.sluice.recorder.upload.minio;
