package dev.sluice.server.http;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * Bytes of a file as the body of a response. Whoever has it last closes it: the server, once it was
 * given a response with it.
 *
 * @param file open for reading; its position is not used
 * @param offset of the first byte
 * @param length at least 0; the file may become shorter meanwhile, which ends the connection
 */
public record FileBody(FileChannel file, long offset, long length) {

  void close() {
    try {
      file.close();
    } catch (IOException e) {
      // nothing was written to it
    }
  }
}
