/** The AWS SDK behind {@link dev.sluice.recorder.upload.ObjectStore}. */
package dev.sluice.recorder.upload.aws;
