package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.upload.UploadSource.RemoteCopy;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** The upload of a media file. */
final class FileTask extends UploadTask {

  private final UploadFile file;
  private final UploadProgress progress;
  private final StepRunner runner;
  private final Journal journal;
  private final UploadClock clock;
  private final Consumer<RecorderEvent> events;

  /** Only the thread that works on the file uses it. */
  private long startedNanos;

  private boolean started;

  FileTask(
      UploadFile file,
      UploadProgress progress,
      StepRunner runner,
      Journal journal,
      UploadClock clock,
      Consumer<RecorderEvent> events) {
    this.file = file;
    this.progress = progress;
    this.runner = runner;
    this.journal = journal;
    this.clock = clock;
    this.events = events;
  }

  UploadFile file() {
    return file;
  }

  UploadProgress progress() {
    return progress;
  }

  @Override
  Optional<Subject> subject() {
    return Optional.of(new Subject(file.recording(), file.name()));
  }

  @Override
  void doubt() {
    progress.doubt();
  }

  @Override
  void vanished() {
    progress.abandon();
  }

  @Override
  Optional<Work> next() {
    UploadStep step = progress.next();
    return step instanceof UploadStep.Idle ? Optional.empty() : Optional.of(new FileWork(step));
  }

  private void tellStart() {
    if (!started) {
      started = true;
      startedNanos = clock.nanoTime();
      events.accept(
          new RecorderEvent.UploadStarted(
              file.recording(), file.name(), progress.key(), startedNanos));
    }
  }

  private void tellEnd(RemoteCopy copy) {
    long now = clock.nanoTime();
    events.accept(
        new RecorderEvent.UploadFinished(
            file.recording(),
            file.name(),
            copy.key(),
            copy.bytes(),
            started ? now - startedNanos : 0,
            now));
  }

  /** One step of it. */
  private final class FileWork extends Work {

    private final UploadStep step;
    private StepOutcome outcome;
    private UploadState state;
    private boolean over;

    FileWork(UploadStep step) {
      this.step = step;
    }

    @Override
    boolean needsStore() {
      return step.needsStore();
    }

    @Override
    void run() throws StoreException, IOException {
      boolean sends =
          step instanceof UploadStep.Begin
              || step instanceof UploadStep.Put
              || step instanceof UploadStep.SendPart;
      if (sends) {
        tellStart();
      }
      outcome = runner.run(file, progress.key(), step);
      if (step instanceof UploadStep.Conclude conclude) {
        tellEnd(conclude.copy());
      }
    }

    @Override
    Optional<String> settle() {
      Optional<String> loss = progress.apply(outcome);
      state = progress.state();
      boolean deletedMeanwhile = progress.isAbandoned() && !(step instanceof UploadStep.Abandon);
      over = outcome instanceof StepOutcome.Ended && !deletedMeanwhile;
      return loss;
    }

    @Override
    void persist() throws IOException {
      if (ends()) {
        journal.remove(state);
      } else if (!(outcome instanceof StepOutcome.Digested)) {
        journal.save(state);
      }
    }

    @Override
    boolean ends() {
      return over;
    }
  }
}
