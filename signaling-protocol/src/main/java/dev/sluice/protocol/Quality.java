package dev.sluice.protocol;

/**
 * How well a participant's packets travel, over the last few seconds.
 *
 * @param grade 0 lost, 1 poor, 2 fair, 3 good
 * @param receiveLoss fraction of the participant's own packets that never reached the server, 0 to
 *     1
 * @param sendLoss fraction it reports missing of what it was sent, 0 to 1
 * @param roundTripMillis last measured round trip; -1 when unknown
 */
public record Quality(
    String participant, int grade, double receiveLoss, double sendLoss, int roundTripMillis) {}
