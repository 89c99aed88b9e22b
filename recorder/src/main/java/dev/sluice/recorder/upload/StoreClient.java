package dev.sluice.recorder.upload;

/** Which library speaks with the store. */
public enum StoreClient {
  /** AWS when no endpoint or one of amazonaws.com is given, MinIO otherwise. */
  AUTO,
  /** The AWS SDK. */
  AWS,
  /** The MinIO client. */
  MINIO
}
