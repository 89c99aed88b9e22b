package dev.sluice.recorder.library;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Why something could not be done with a file; exceptions often name the file and nothing else. */
public final class FileTrouble {

  private FileTrouble() {}

  /** For a sentence, without a full stop. */
  public static String reason(IOException e) {
    String file = e instanceof FileSystemException named ? named.getFile() : "";
    if (e instanceof AccessDeniedException) {
      return "the user this server runs as (%s) has no right to %s"
          .formatted(System.getProperty("user.name"), file);
    }
    if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      return file + " is a file, and must be a directory";
    }
    if (e instanceof NoSuchFileException) {
      return file + " is not there";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
