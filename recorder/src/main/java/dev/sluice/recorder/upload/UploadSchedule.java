package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecordingId;
import dev.sluice.recorder.upload.UploadTask.Work;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which task is next: the oldest file that something can be done for, and a recording's manifest
 * when no file of it waits. While the store fails, a task that failed least is the one that probes
 * it, so that no single file that the store does not like stops all others. Knows no clock; guarded
 * by the queue's lock.
 */
final class UploadSchedule {

  private static final Comparator<UploadFile> OLDEST_FIRST =
      Comparator.comparingLong(UploadFile::sinceMillis).thenComparing(UploadFile::name);

  private final Map<UploadFile, FileTask> files = new TreeMap<>(OLDEST_FIRST);
  private final Map<String, FileTask> byName = new HashMap<>();
  private final Map<RecordingId, Integer> filesOf = new HashMap<>();
  private final Map<RecordingId, ManifestTask> manifests = new LinkedHashMap<>();
  private final List<UploadTask> chores = new ArrayList<>();

  /** What failed since the store last answered. */
  private final Set<UploadTask> failed = new HashSet<>();

  /** A task and what it does now. */
  record Choice(UploadTask task, Work work) {}

  void add(FileTask task) {
    files.put(task.file(), task);
    byName.put(task.file().name(), task);
    filesOf.merge(task.file().recording(), 1, Integer::sum);
  }

  void add(ManifestTask task) {
    manifests.put(task.recording(), task);
  }

  /** Something of the queue's own, which comes first. */
  void addChore(UploadTask task) {
    chores.add(task);
  }

  Optional<FileTask> file(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Collection<FileTask> files() {
    return files.values();
  }

  Optional<ManifestTask> manifest(RecordingId recording) {
    return Optional.ofNullable(manifests.get(recording));
  }

  int manifests() {
    return manifests.size();
  }

  void remove(UploadTask task) {
    failed.remove(task);
    chores.remove(task);
    if (task instanceof ManifestTask manifest) {
      manifests.remove(manifest.recording(), manifest);
    }
    if (task instanceof FileTask file && files.remove(file.file(), file)) {
      byName.remove(file.file().name(), file);
      settled(file);
    }
  }

  /** It no longer keeps the recording's manifest waiting. */
  void park(UploadTask task) {
    if (!task.parked && task instanceof FileTask file) {
      settled(file);
    }
    task.parked = true;
  }

  /** There is something to do for it after all. */
  void unpark(FileTask task) {
    if (task.parked) {
      task.parked = false;
      filesOf.merge(task.file().recording(), 1, Integer::sum);
    }
  }

  private void settled(FileTask file) {
    if (!file.parked) {
      filesOf.computeIfPresent(file.file().recording(), (id, n) -> n == 1 ? null : n - 1);
    }
  }

  void failed(UploadTask task, long notBeforeNanos) {
    task.failures++;
    task.notBeforeNanos = notBeforeNanos;
    failed.add(task);
  }

  /** The store answered. When several tasks failed before, it was the store's fault, not theirs. */
  void storeAnswered(UploadTask task) {
    failed.remove(task);
    task.failures = 0;
    if (failed.size() > 1) {
      for (UploadTask other : failed) {
        other.failures = 0;
        other.notBeforeNanos = Long.MIN_VALUE;
      }
    }
    failed.clear();
  }

  /** What to do now; empty when there is nothing that may be done. */
  Optional<Choice> choose(StoreCircuit circuit, long nowNanos) {
    Choice best = null;
    for (UploadTask task : candidates()) {
      Optional<Work> work = isReady(task, nowNanos) ? task.next() : Optional.empty();
      if (work.isEmpty()) {
        continue;
      }
      Choice choice = new Choice(task, work.get());
      if (!work.get().needsStore()) {
        return Optional.of(choice);
      }
      if (!circuit.mayBegin(nowNanos)) {
        continue;
      }
      if (!circuit.isProbe()) {
        return Optional.of(choice);
      }
      if (best == null || task.failures < best.task().failures) {
        best = choice;
      }
    }
    return Optional.ofNullable(best);
  }

  /** How long nothing will be to do unless there is news. */
  long idleNanos(StoreCircuit circuit, long nowNanos, long mostNanos) {
    long wait = mostNanos;
    for (UploadTask task : candidates()) {
      if (!task.inFlight && !task.parked && task.notBeforeNanos > nowNanos) {
        wait = Math.min(wait, task.notBeforeNanos - nowNanos);
      }
    }
    long opens = circuit.opensAtNanos().map(at -> at - nowNanos).orElse(mostNanos);
    return Math.max(1, opens > 0 ? Math.min(wait, opens) : wait);
  }

  private List<UploadTask> candidates() {
    List<UploadTask> all = new ArrayList<>(chores.size() + files.size() + manifests.size());
    all.addAll(chores);
    all.addAll(files.values());
    for (ManifestTask manifest : manifests.values()) {
      if (!filesOf.containsKey(manifest.recording())) {
        all.add(manifest);
      }
    }
    return all;
  }

  private static boolean isReady(UploadTask task, long nowNanos) {
    return !task.inFlight && !task.parked && task.notBeforeNanos <= nowNanos;
  }
}
