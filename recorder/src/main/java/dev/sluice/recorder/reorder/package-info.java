/**
 * Brings a source's packets into order before anything looks into them. Numbers, bytes and a time
 * in, packets in order and losses out: no clock, no thread. Imports nothing of ours.
 */
package dev.sluice.recorder.reorder;
