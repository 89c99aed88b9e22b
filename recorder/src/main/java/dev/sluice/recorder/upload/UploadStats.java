package dev.sluice.recorder.upload;

import dev.sluice.recorder.RecorderEvent.UploadFailure;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How uploads stand.
 *
 * @param waitingFiles not in the store yet, those under way and growing ones included
 * @param waitingBytes of them that were not sent yet, as far as they are known
 * @param oldestSinceMillis when the oldest finished file that waits was begun, in milliseconds
 *     since 1970
 * @param inFlight requests under way
 * @param parkedFiles of those waiting: the store lost them so often that they wait for a restart
 * @param uploadedFiles verified in the store, since start
 * @param uploadedBytes of them
 * @param sentBytes all that was sent, what had to be sent again included
 * @param failures requests that failed, by kind, since start
 * @param pausedBy why nothing is sent now
 */
public record UploadStats(
    int waitingFiles,
    long waitingBytes,
    OptionalLong oldestSinceMillis,
    int inFlight,
    int parkedFiles,
    long uploadedFiles,
    long uploadedBytes,
    long sentBytes,
    Map<UploadFailure, Long> failures,
    Optional<UploadFailure> pausedBy) {

  public UploadStats {
    EnumMap<UploadFailure, Long> copy = new EnumMap<>(UploadFailure.class);
    copy.putAll(failures);
    failures = Collections.unmodifiableMap(copy);
  }
}
