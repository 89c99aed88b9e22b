package dev.sluice.server.rtcp;

/**
 * Reception statistics of one source. RFC 3550 §6.4.1.
 *
 * @param ssrc the source reported on
 * @param fractionLost loss since the last report in 1/256, 0 to 255
 * @param cumulativeLost packets lost since the start, -2^23 to 2^23 - 1; negative with duplicates
 * @param extendedHighestSequence 32-bit count of cycles and the highest sequence number received
 * @param jitter interarrival jitter in RTP timestamp units, 0 to 2^32 - 1
 * @param lastSr middle 32 bits of the NTP time in the last sender report; 0 when none came
 * @param delaySinceLastSr since that report arrived, in 1/65536 s; 0 when none came
 */
public record ReportBlock(
    int ssrc,
    int fractionLost,
    int cumulativeLost,
    long extendedHighestSequence,
    long jitter,
    long lastSr,
    long delaySinceLastSr) {}
