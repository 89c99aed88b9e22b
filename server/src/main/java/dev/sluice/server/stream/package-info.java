/**
 * What one RTP stream needs on either side: loss, NACK, history, reports. Imports rtp, rtcp, time,
 * bytes.
 */
package dev.sluice.server.stream;
