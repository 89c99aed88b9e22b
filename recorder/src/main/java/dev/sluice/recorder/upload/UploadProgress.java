package dev.sluice.recorder.upload;

import dev.sluice.recorder.upload.ObjectStore.StoredPart;
import dev.sluice.recorder.upload.UploadSource.RemoteCopy;
import dev.sluice.recorder.upload.UploadState.Phase;
import dev.sluice.recorder.upload.UploadStep.Leftover;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The upload of one file, as a state machine without IO: says what to do next, and is told what
 * came of it.
 *
 * <pre>
 * growing    begin, then parts 2, 3, … as soon as they are sealed. Part 1 holds the header that is
 *            written again at the end: it is sent last.
 * finished   digest the local file; of one from before, see whether the store has it all the same;
 *            a small one is put at once. Otherwise begin, unless that was
 *            done; list what the store has when that is not known, and before completing; send what
 *            it has not, or has otherwise; complete.
 * verifying  compare the object with the local file.
 * verified   note it, and forget about it.
 * abandoned  have the store drop it.
 * </pre>
 *
 * <p>A store can lose what it took: then {@link #apply} answers with a sentence on what, and the
 * next step begins as far back as it must.
 */
final class UploadProgress {

  private final UploadFile file;
  private final String key;
  private final PartPlan plan;
  private final Map<Integer, SentPart> parts = new TreeMap<>();
  private Phase phase = Phase.SENDING;
  private String uploadId = "";
  private String staleUploadId = "";
  private Leftover leftover = Leftover.KEEP;
  private Optional<RemoteCopy> copy = Optional.empty();
  private Optional<FileDigest> local = Optional.empty();
  private long sealedBytes;
  private long waitingSinceMillis;
  private boolean finished;

  /** What the store has is what {@link #parts} says. */
  private boolean confirmed;

  /** The parts are what a state from before said. */
  private boolean resumed;

  /** The store may have the object already, from before a journal was lost. */
  private boolean looking;

  UploadProgress(UploadFile file, String key, PartPlan plan) {
    this.file = file;
    this.key = key;
    this.plan = plan;
  }

  /** Goes on where a server that is gone stopped. */
  static UploadProgress resume(UploadFile file, UploadState state) {
    UploadProgress progress = new UploadProgress(file, state.key(), state.plan());
    progress.phase = state.phase();
    progress.uploadId = state.uploadId();
    progress.waitingSinceMillis = state.waitingSinceMillis();
    progress.copy = state.verified();
    state.parts().forEach(part -> progress.parts.put(part.number(), part));
    progress.resumed = true;
    return progress;
  }

  /**
   * A finished file of which no state is left, such as one that a backup brought back: perhaps the
   * store has it, and it need not be sent again.
   */
  static UploadProgress look(UploadFile file, String key, PartPlan plan) {
    UploadProgress progress = new UploadProgress(file, key, plan);
    progress.looking = true;
    return progress;
  }

  UploadState state() {
    return new UploadState(
        UploadState.VERSION,
        file.recording().value(),
        file.name(),
        file.sinceMillis(),
        waitingSinceMillis,
        phase,
        key,
        uploadId,
        plan,
        List.copyOf(parts.values()),
        copy.orElse(null));
  }

  String key() {
    return key;
  }

  /** Whether it is this upload that it goes on with. */
  boolean uses(String id) {
    return uploadId.equals(id);
  }

  boolean isAbandoned() {
    return phase == Phase.ABANDONED;
  }

  boolean isFinished() {
    return finished;
  }

  long waitingSinceMillis() {
    return waitingSinceMillis;
  }

  /** How much is to be sent, as far as that is known. */
  long unsentBytes() {
    long sent = parts.values().stream().mapToLong(SentPart::bytes).sum();
    boolean whole = phase == Phase.VERIFYING || phase == Phase.VERIFIED;
    return whole ? 0 : Math.max(0, local.map(FileDigest::bytes).orElse(sealedBytes) - sent);
  }

  void grown(long headerBytes, long sealed) {
    if (headerBytes <= plan.size(1)) {
      sealedBytes = Math.max(sealedBytes, sealed);
    }
  }

  /**
   * @param bytes of the file, for {@link #unsentBytes}; its digest comes later
   */
  void finish(long bytes, long nowMillis) {
    finished = true;
    if (phase == Phase.ABANDONED && leftover == Leftover.KEEP) {
      phase = Phase.SENDING;
      resumed = !uploadId.isEmpty();
    }
    sealedBytes = Math.max(sealedBytes, bytes);
    if (waitingSinceMillis == 0) {
      waitingSinceMillis = nowMillis;
    }
  }

  void abandon() {
    if (phase == Phase.VERIFYING || phase == Phase.VERIFIED) {
      leftover = Leftover.DELETE;
    }
    phase = Phase.ABANDONED;
  }

  /** The store said that it cannot make the object of what it took. */
  void doubt() {
    confirmed = false;
    resumed = !uploadId.isEmpty();
  }

  UploadStep next() {
    if (!staleUploadId.isEmpty()) {
      return new UploadStep.DropStale(staleUploadId);
    }
    return switch (phase) {
      case SENDING -> finished ? nextOfFinished() : nextOfGrowing();
      case VERIFYING ->
          local.<UploadStep>map(UploadStep.Verify::new).orElse(new UploadStep.Digest(plan));
      case VERIFIED -> new UploadStep.Conclude(copy.orElseThrow());
      case ABANDONED -> new UploadStep.Abandon(uploadId, leftover);
    };
  }

  private UploadStep nextOfGrowing() {
    int whole = plan.whole(sealedBytes);
    for (int part = 2; part <= whole; part++) {
      if (!parts.containsKey(part)) {
        return uploadId.isEmpty()
            ? new UploadStep.Begin()
            : new UploadStep.SendPart(
                uploadId, part, plan.offset(part), plan.size(part), Optional.empty());
      }
    }
    return new UploadStep.Idle();
  }

  private UploadStep nextOfFinished() {
    if (local.isEmpty()) {
      return new UploadStep.Digest(plan);
    }
    FileDigest digest = local.get();
    if (looking) {
      return new UploadStep.Verify(digest);
    }
    int count = digest.parts().size();
    if (uploadId.isEmpty()) {
      return count == 1 ? new UploadStep.Put(digest) : new UploadStep.Begin();
    }
    if (resumed) {
      return new UploadStep.ListParts(uploadId);
    }
    // the first part is the last: so it is for files that were sent while they grew
    for (int part = 2; part <= count; part++) {
      if (!parts.containsKey(part)) {
        return send(digest, part);
      }
    }
    if (!parts.containsKey(1)) {
      return send(digest, 1);
    }
    return confirmed
        ? new UploadStep.Complete(uploadId, storedParts())
        : new UploadStep.ListParts(uploadId);
  }

  private UploadStep send(FileDigest digest, int part) {
    return new UploadStep.SendPart(
        uploadId,
        part,
        plan.offset(part),
        length(digest, part),
        Optional.of(digest.parts().get(part - 1)));
  }

  private List<StoredPart> storedParts() {
    return parts.values().stream()
        .map(part -> new StoredPart(part.number(), part.etag(), part.bytes()))
        .toList();
  }

  private long length(FileDigest digest, int part) {
    return Math.min(plan.size(part), digest.bytes() - plan.offset(part));
  }

  /**
   * @return what the store lost, or never had; empty when all went well
   */
  Optional<String> apply(StepOutcome outcome) {
    if (outcome instanceof StepOutcome.StaleDropped) {
      staleUploadId = "";
      return Optional.empty();
    }
    if (phase == Phase.ABANDONED) {
      abandoned(outcome);
      return Optional.empty();
    }
    if (outcome instanceof StepOutcome.Digested digested) {
      return digested(digested.digest());
    }
    if (outcome instanceof StepOutcome.Begun begun) {
      uploadId = begun.uploadId();
      parts.clear();
      confirmed = false;
      resumed = false;
      return Optional.empty();
    }
    if (outcome instanceof StepOutcome.PartSent sent) {
      parts.put(sent.part().number(), sent.part());
      confirmed = false;
      return Optional.empty();
    }
    if (outcome instanceof StepOutcome.PartsListed listed) {
      return listed(listed.parts());
    }
    if (outcome instanceof StepOutcome.ObjectMade) {
      phase = Phase.VERIFYING;
      return Optional.empty();
    }
    if (outcome instanceof StepOutcome.UploadLost) {
      return lost();
    }
    if (outcome instanceof StepOutcome.Matched matched) {
      phase = Phase.VERIFIED;
      copy = Optional.of(matched.copy());
      return Optional.empty();
    }
    if (looking) {
      // nobody said that the store has it
      looking = false;
      return Optional.empty();
    }
    if (outcome instanceof StepOutcome.ObjectMissing) {
      return missing();
    }
    if (outcome instanceof StepOutcome.ObjectDiffers differs) {
      beginAnew();
      return Optional.of(differs.how());
    }
    if (outcome instanceof StepOutcome.Ended) {
      return Optional.empty();
    }
    throw new IllegalArgumentException("unknown outcome " + outcome);
  }

  /** What was under way when nobody wanted it any more. */
  private void abandoned(StepOutcome outcome) {
    if (outcome instanceof StepOutcome.Begun begun) {
      uploadId = begun.uploadId();
    } else if (outcome instanceof StepOutcome.ObjectMade) {
      leftover = Leftover.DELETE;
    }
  }

  /**
   * What was sent before must be what the file has now: the header is not, nor is what a crash
   * lost.
   */
  private Optional<String> digested(FileDigest digest) {
    local = Optional.of(digest);
    int before = parts.size();
    parts
        .values()
        .removeIf(
            part ->
                part.number() > digest.parts().size()
                    || part.bytes() != length(digest, part.number())
                    || !part.md5().equals(digest.parts().get(part.number() - 1).md5()));
    confirmed &= parts.size() == before;
    return Optional.empty();
  }

  private Optional<String> listed(List<StoredPart> listed) {
    if (listed.isEmpty() && !parts.isEmpty() && resumed) {
      // some stores say so of an upload that is over; others still have it
      String stale = uploadId;
      Optional<String> loss = lost();
      staleUploadId = stale;
      return loss;
    }
    Map<Integer, StoredPart> has = new HashMap<>();
    listed.forEach(part -> has.put(part.number(), part));
    FileDigest digest = local.orElseThrow();
    int lost = 0;
    for (int part = 1; part <= digest.parts().size(); part++) {
      if (isWhatIsWanted(digest, part, has.get(part))) {
        parts.put(
            part,
            new SentPart(
                part,
                length(digest, part),
                has.get(part).etag(),
                digest.parts().get(part - 1).md5()));
      } else if (parts.remove(part) != null) {
        lost++;
      }
    }
    resumed = false;
    confirmed = true;
    return lost == 0
        ? Optional.empty()
        : Optional.of("the store has not got " + lost + " parts that it took");
  }

  private boolean isWhatIsWanted(FileDigest digest, int number, StoredPart stored) {
    if (stored == null || (stored.bytes() > 0 && stored.bytes() != length(digest, number))) {
      return false;
    }
    String md5 = digest.parts().get(number - 1).md5();
    SentPart sent = parts.get(number);
    boolean asSent =
        sent != null && sent.etag().equalsIgnoreCase(stored.etag()) && sent.md5().equals(md5);
    return asSent || stored.etag().equalsIgnoreCase(md5);
  }

  /** It may have been completed before we heard of it. */
  private Optional<String> lost() {
    beginAnew();
    if (local.isPresent()) {
      phase = Phase.VERIFYING;
      return Optional.empty();
    }
    return Optional.of("the store lost the upload");
  }

  private Optional<String> missing() {
    phase = Phase.SENDING;
    if (uploadId.isEmpty()) {
      beginAnew();
      return Optional.of("the store has not got the file that it took");
    }
    // it may still have the parts
    resumed = true;
    return Optional.of("the store has not made the object that it says it has");
  }

  private void beginAnew() {
    phase = Phase.SENDING;
    uploadId = "";
    parts.clear();
    confirmed = false;
    resumed = false;
  }
}
