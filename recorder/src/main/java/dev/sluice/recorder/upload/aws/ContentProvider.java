package dev.sluice.recorder.upload.aws;

import dev.sluice.recorder.upload.Content;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import software.amazon.awssdk.http.ContentStreamProvider;

/** A body that the SDK reads once to sign and once to send. Closes what the SDK leaves open. */
final class ContentProvider implements ContentStreamProvider, Closeable {

  private final Content content;
  private InputStream open = InputStream.nullInputStream();

  ContentProvider(Content content) {
    this.content = content;
  }

  @Override
  public InputStream newStream() {
    try {
      open.close();
      open = content.open();
      return open;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      open.close();
    } catch (IOException e) {
      // it was only read
    }
  }
}
