package dev.sluice.recorder.backup;

/** A backup or a restore cannot go on; the message is a sentence's end that says why. */
public class BackupException extends Exception {

  private static final long serialVersionUID = 1L;

  public BackupException(String message) {
    super(message);
  }

  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Where backups are cannot be reached now; that says nothing of what is there. */
  public static final class Away extends BackupException {

    private static final long serialVersionUID = 1L;

    Away(BackupTarget target, AwayException cause) {
      super(target.name() + " cannot be read: " + cause.getMessage(), cause);
    }
  }

  /** Another program uses what only one may; later it may be free. */
  public static final class Busy extends BackupException {

    private static final long serialVersionUID = 1L;

    public Busy(String message) {
      super(message);
    }
  }
}
