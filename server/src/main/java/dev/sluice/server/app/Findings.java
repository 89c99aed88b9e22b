package dev.sluice.server.app;

import java.io.PrintWriter;

/** What {@code check} finds, one line each: a verdict, what it is about, and the finding. */
final class Findings {

  private enum Verdict {
    OK,
    WARN,
    FAIL
  }

  private final PrintWriter out;
  private boolean failed;
  private boolean cannotStart;

  Findings(PrintWriter out) {
    this.out = out;
  }

  /** It is well. */
  void ok(String topic, String text) {
    say(Verdict.OK, topic, text);
  }

  /** It works, and yet somebody should know. */
  void warn(String topic, String text) {
    say(Verdict.WARN, topic, text);
  }

  /** Something that is configured does not work. */
  void fail(String topic, String text) {
    failed = true;
    say(Verdict.FAIL, topic, text);
  }

  /** The server would not start. */
  void cannotStart(String topic, String text) {
    cannotStart = true;
    say(Verdict.FAIL, topic, text);
  }

  /** The exit code of the command. */
  int exitCode() {
    if (cannotStart) {
      return Main.CANNOT_START;
    }
    return failed ? CheckCommand.SOMETHING_FAILS : 0;
  }

  private void say(Verdict verdict, String topic, String text) {
    out.printf("%-4s %-14s %s%n", verdict, topic, text);
  }
}
